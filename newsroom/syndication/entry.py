"""A page as it goes out whole: one entry, whatever form is then made of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Protocol
from uuid import UUID

from newsroom.media.models import PictureUse
from newsroom.media.srcset import best
from newsroom.publishing import printed
from newsroom.publishing.fragment import set_pictures
from newsroom.publishing.menu import MenuSection
from newsroom.publishing.models import Byline
from newsroom.publishing.reading import PrintedPicture
from newsroom.publishing.stamps import Kind
from newsroom.syndication.addresses import full, of_file, with_full_links

# Pixels: as wide as a reader's column on a fine screen.
_WIDEST = 1280
_AUTHORS = frozenset({Byline.Role.WRITER.value, Byline.Role.REPORTING.value})


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as a JPEG that everybody can show, and the words printed with it."""

    url: str
    width: int
    height: int
    size: int
    alt: str
    caption: str
    credit: str
    role: str
    mime: str = "image/jpeg"


@dataclass(frozen=True, slots=True)
class Entry:
    """What others are given of a page; ``content`` is HTML in which every address is full.

    ``id`` is the page's own for ever: neither its address nor the site's is part of it.
    """

    id: str
    url: str
    headline: str
    summary: str
    content: str
    language: str
    published: datetime
    updated: datetime | None
    authors: Sequence[str]
    categories: Sequence[str]
    picture: Picture | None

    @property
    def modified(self) -> datetime:
        """When it last changed for readers (stamp rule R13)."""
        return self.updated or self.published


class Printed(Protocol):
    """What an entry is made of: a page, or as much of its row."""

    pk: int
    uid: UUID
    path: str
    headline: str
    standfirst: str
    teaser: str
    body: str
    language: str
    direction: str
    section_id: int | None
    bylines: Any
    topics: Any
    credit: str
    changes: Any
    first_published_at: datetime | None
    updated_at: datetime | None


def entry_of(
    page: Printed, pictures: Iterable[PrintedPicture], section: MenuSection | None, *, base_url: str
) -> Entry:
    """The entry of a live ``page`` with those of its pictures that may be shown."""
    assert page.first_published_at is not None
    shown = {
        each.uid.hex: picture
        for each in pictures
        if (picture := picture_of(each, base_url)) is not None
    }
    lead = next((each for each in shown.values() if each.role == PictureUse.Role.LEAD), None)
    url = full(page.path, base_url)
    topics = [topic["name"] for topic in page.topics]
    return Entry(
        id=f"urn:uuid:{page.uid}",
        url=url,
        headline=page.headline,
        summary=page.teaser,
        content=_content(page, shown, lead, url),
        language=page.language,
        published=page.first_published_at,
        updated=page.updated_at,
        authors=authors_of(page),
        categories=[section.name, *topics] if section else topics,
        picture=lead,
    )


def authors_of(page: Printed) -> list[str]:
    """The printed names of who wrote it, else the agency, else nobody."""
    names = [line["name"] for line in page.bylines if line["role"] in _AUTHORS and line["name"]]
    return names or ([page.credit] if page.credit else [])


def picture_of(printed: PrintedPicture, base_url: str) -> Picture | None:
    """The picture in the crop that the story uses; None if no file of it is made."""
    rendition = best(printed.jpegs, printed.crop or "full", at_most=_WIDEST)
    if rendition is None:
        return None
    return Picture(
        url=of_file(rendition["name"], base_url),
        width=rendition["width"],
        height=rendition["height"],
        size=rendition["size"],
        alt=printed.alt,
        caption=printed.caption,
        credit=printed.credit,
        role=printed.role,
    )


def _content(page: Printed, shown: dict[str, Picture], lead: Picture | None, url: str) -> str:
    """Everything between headline and topics, in the order of the page."""

    def figure(uid: str, inside: str) -> str:
        picture = shown.get(uid)
        return _figure(picture, inside) if picture else ""

    notes = printed.notes(page.changes) if page.changes else []
    parts = [
        f"<p><strong>{escape(page.standfirst, quote=False)}</strong></p>"
        if page.standfirst
        else "",
        *(_note(note) for note in notes if note["kind"] == Kind.RETRACTION),
        _figure(lead) if lead else "",
        with_full_links(set_pictures(page.body, figure), url),
        *(_figure(each) for each in shown.values() if each.role == PictureUse.Role.GALLERY),
        *(_note(note) for note in notes if note["kind"] != Kind.RETRACTION),
    ]
    html = "\n".join(part for part in parts if part)
    if page.direction != "rtl":
        return html
    # Not every reader of feeds knows that a feed or an entry has a language.
    return f'<div lang="{escape(page.language)}" dir="rtl">\n{html}\n</div>'


def _figure(picture: Picture, inside: str = "") -> str:
    caption = escape(picture.caption, quote=False) or inside
    credit = f"<small>{escape(picture.credit, quote=False)}</small>" if picture.credit else ""
    words = " ".join(part for part in (caption, credit) if part)
    return (
        f'<figure><img src="{escape(picture.url)}" width="{picture.width}"'
        f' height="{picture.height}" alt="{escape(picture.alt)}">'
        f"{f'<figcaption>{words}</figcaption>' if words else ''}</figure>"
    )


def _note(note: dict[str, object]) -> str:
    at = note["at"]
    assert isinstance(at, datetime)
    words = escape(str(note["note"]), quote=False)
    return f"<p><strong>{note['label']}, {printed.moment(at)}:</strong> {words}</p>"
