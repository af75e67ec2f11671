"""Versions of one story and notices about it, as three formats say them."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.newsroom.wire.parsers import newsml_g2_copy, nitf_copy
from tests.newsroom.wire.parsers.ninjs_copy import as_bytes

CREATED = "2031-05-02T10:00:00Z"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What an agency says of the story ``ident``; ``of`` is another story that it kills."""

    ident: str = "urn:harbour:wall"
    version: str = "1"
    text: str = "The wall held."
    status: str = "usable"
    created: str = CREATED
    embargo: str = ""
    of: str = ""
    slug: str = "harbour-wall"


def nitf(said: Message) -> bytes:
    generation, _, revision = said.version.partition(".")
    number = f'generation="{generation}"' + (f' version="{revision}"' if revision else "")
    # NITF 3.5: docdata may speak of another document.
    other = (
        f'<docdata management-doc-idref="{said.of}" management-idref-status="canceled"/>'
        if said.of else ""
    )  # fmt: skip
    release = f'<date.release norm="{_basic(said.embargo)}"/>' if said.embargo else ""
    status = "embargoed" if said.embargo and said.status == "usable" else said.status
    return nitf_copy.nitf(
        issue=_basic(said.created),
        ident=said.ident,
        docdata=f'{release}<du-key key="{said.slug}" {number}/>',
        status=status,
        head=other,
        headline=f"Wall: {said.text}",
        content=_body(said),
    )


def newsml_g2(said: Message) -> bytes:
    embargo = f"<embargoed>{said.embargo}</embargoed>" if said.embargo else ""
    link = f'<link rel="irel:kills" residref="{said.of}"/>' if said.of else ""
    made = newsml_g2_copy.item(
        newsml_g2_copy.content_set(newsml_g2_copy.xhtml(_body(said))) if said.text else "",
        guid=said.ident,
        version=said.version,
        status=f'{embargo}<pubStatus qcode="stat:{said.status}"/>',
        sent=link,
        meta=f"<slugline>{said.slug}</slugline><headline>Wall: {said.text}</headline>",
    )
    return newsml_g2_copy.message(made.replace("2031-05-02T10:30:00+02:00", said.created))


def ninjs(said: Message) -> bytes:
    story = {
        "uri": said.ident,
        "type": "text",
        "version": said.version,
        "versioncreated": said.created,
        "pubstatus": said.status,
        "language": "en",
        "slugline": said.slug,
        "headline": f"Wall: {said.text}",
        "body_html": _body(said),
    }
    return as_bytes(story | ({"embargoed": said.embargo} if said.embargo else {}))


def _body(said: Message) -> str:
    return f"<p>{said.text}</p>" if said.text else ""


def _basic(instant: str) -> str:
    """``2031-05-02T10:00:00Z`` as NITF writes it."""
    return instant.replace("-", "").replace(":", "").replace("Z", "+0000")


FORMATS: dict[str, Callable[[Message], bytes]] = {
    "nitf": nitf,
    "newsml-g2": newsml_g2,
    "ninjs": ninjs,
}
