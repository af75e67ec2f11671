"""Press releases in the XML in which Nordic agencies pass them on (NTB Kommunikasjon)."""

from newsroom.wire.parsers.body import Body, body_of, body_of_html
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Media, Skip, WireError, WireItem
from newsroom.wire.parsers.markup import (
    XML_LANG,
    Element,
    document,
    folded,
    found_at,
    text_at,
)

_MOST_RELEASES = 5_000
# What tells it from any other ``release``: the text, and when or by whom it is published.
_BODY, _PUBLISHED = "body", ("publicationDate", "publisher", "leadtext")


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The releases in a file, in order."""
    root, warnings = document(data, encoding=reception.encoding)
    found = [root] if root.tag == "release" else list(root.iter("release"))
    if not any(_is_release(each) for each in found):
        raise WireError("This XML holds no press release: there is no text that is published.")
    if len(found) > _MOST_RELEASES:
        raise WireError(f"The file holds more than {_MOST_RELEASES:,} releases; send them apart.")
    return [_read(each, reception, warnings) for each in found]


def _is_release(element: Element) -> bool:
    return element.find(_BODY) is not None and any(
        element.find(name) is not None for name in _PUBLISHED
    )


def _read(release: Element, reception: Reception, warnings: tuple[str, ...]) -> WireItem | Skip:
    name = folded(release.get("id")) or text_at(release, "id")
    created = instant(text_at(release, "publicationDate"), reception.zone)
    changed = instant(text_at(release, "modificationDate", "lastModified"), reception.zone)
    publisher = text_at(release, "publisher/name")
    draft = Draft(
        format="release",
        guid=f"release:{name}" if name else "",
        headline=text_at(release, "title"),
        abstract=text_at(release, "leadtext"),
        credit_line=publisher,
        is_credit_said=bool(publisher),
        genre="press release",
        first_created=created,
        version_created=changed or created,
        language=text_at(release, "language") or folded(release.get(XML_LANG)),
        warnings=[*warnings],
        body=_body(release.find(_BODY)),
    )
    if not draft.headline and not draft.body.blocks:
        return Skip("There is neither a headline nor a text in this release.", draft.guid)
    draft.media = [
        Media(address, text_at(image, "caption"))
        for image in found_at(release, "images/image")
        if (address := text_at(image, "url"))
    ]
    draft.apart += _around(release)
    return draft.item(reception)


def _body(element: Element | None) -> Body:
    """The text, which is HTML in characters, or stands there as elements."""
    if element is None:
        return Body()
    return body_of(element) if len(element) else body_of_html(element.text or "")


def _around(release: Element) -> list[str]:
    """Papers, people to ask and the address of the whole, a line each: none of it is text."""
    papers = [_line(each, ": ", "title", "url") for each in found_at(release, "documents/*")]
    people = [
        _line(each, ", ", "name", "title", "phone", "email")
        for each in found_at(release, "contacts/*")
    ]
    return [line for line in (*papers, *people, text_at(release, "longurl")) if line]


def _line(element: Element, between: str, *names: str) -> str:
    return between.join(filter(None, (text_at(element, name) for name in names)))
