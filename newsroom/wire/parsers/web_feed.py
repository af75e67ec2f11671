"""Web feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, JSON Feed; a story for each entry."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from newsroom.wire.parsers.body import Body
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.feed_json import parse_json
from newsroom.wire.parsers.feed_media import media_of
from newsroom.wire.parsers.feed_story import (
    Times,
    each_read,
    finished,
    identity,
    names_in,
    resolve,
    set_dates,
    set_texts,
)
from newsroom.wire.parsers.feed_wenn import read_wenn
from newsroom.wire.parsers.feed_wordpress import (
    Site,
    names_of,
    read_wordpress,
    site_of,
    why_no_story,
    with_figures,
)
from newsroom.wire.parsers.feed_xml import (
    Parts,
    body_at,
    called,
    host_of,
    line_at,
    link_of,
    parts_of,
    text,
    texts,
    tree,
)
from newsroom.wire.parsers.item import Skip, Subject, WireError, WireItem
from newsroom.wire.parsers.markup import XML_LANG, Element, folded, text_of

__all__ = ["parse", "parse_json"]

_FEEDS = ("rss", "feed", "rdf:rdf", "channel", "entry")
_ENTRIES = ("item", "entry")
_KILL = "at:deleted-entry"
_CONTENTS = ("content:encoded", "content", "xhtml:body", "xhtml:div")
_SUMMARIES = ("description", "summary", "excerpt:encoded", "dc:description", "dcterms:abstract")
_PUBLISHED = ("pubdate", "published", "issued", "dc:date", "dcterms:issued", "created")
_UPDATED = ("updated", "modified", "dcterms:modified")
_MOST_PARTS = 1_000


@dataclass(frozen=True, slots=True)
class _Feed:
    """What holds for all entries of a feed."""

    format: str
    link: str = ""
    host: str = ""
    language: str = ""
    rights: str = ""
    authors: tuple[str, ...] = ()
    site: Site = field(default_factory=Site)


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories of an RSS or Atom feed, in its order.

    feedparser is not used: it opens files when given bytes, takes a picture's description for
    the story's, and needs hours for a name of a million letters.
    """
    root, warnings = tree(data, encoding=reception.encoding)
    top = next((each for each in root.iter() if called(each) in _FEEDS), None)
    if top is None:
        raise WireError(_why_no_feed(root))
    entries = list(_entries(top))
    feed = _feed_of(top, entries)
    return each_read(
        entries,
        lambda entry: _read(entry, feed, reception, warnings),
        lambda entry: _guid(entry, parts_of(entry), feed),
    )


def _why_no_feed(root: Element) -> str:
    if called(root).rpartition(":")[2] in {"html", "head", "body"}:
        return "This is a web page, not a feed; the server may have sent an error page."
    return "The file holds no feed."


def _entries(top: Element) -> Iterator[Element]:
    """RSS 1.0 has its items beside the channel, all others inside."""
    if called(top) == "entry":
        yield top
        return
    for child in top:
        if called(child) in (*_ENTRIES, _KILL):
            yield child
        elif called(child) == "channel":
            yield from (each for each in child if called(each) in (*_ENTRIES, _KILL))


def _feed_of(top: Element, entries: Sequence[Element]) -> _Feed:
    own = parts_of(top)
    if channel := own.get("channel"):
        own = parts_of(channel[0])
    link = link_of(own)
    addresses = [link, *(each.get("href", "") for each in own.get("link", ())), text(own, "id")]
    is_atom = called(top) in {"feed", "entry"}
    return _Feed(
        format="atom" if is_atom else "rss",
        link=link,
        host=next((host for each in addresses if (host := host_of(each))), ""),
        language=top.get(XML_LANG) or text(own, "language", "dc:language"),
        rights=text(own, "rights", "copyright", "dc:rights"),
        # RFC 4287 §4.2.1: the feed's author wrote the entries that name none.
        authors=tuple(_authors(own)) if is_atom else (),
        site=site_of(own, [parts_of(each) for each in entries] if "wp:author" in own else ()),
    )


# --- One entry ---


def _read(
    entry: Element, feed: _Feed, reception: Reception, warnings: Sequence[str]
) -> WireItem | Skip:
    if len(entry) > _MOST_PARTS:
        raise WireError("An entry of the feed has more than a thousand parts; no story has.")
    if called(entry) == _KILL:
        return _kill(entry, feed, reception)
    parts = parts_of(entry)
    draft = _draft(entry, parts, feed, reception)
    draft.guid = _guid(entry, parts, feed)
    if reason := why_no_story(parts, draft.headline):
        return Skip(reason, draft.guid)
    draft.warnings[:0] = warnings
    return finished(draft, reception)


def _kill(element: Element, feed: _Feed, reception: Reception) -> WireItem | Skip:
    """Atom's tombstone (RFC 6721): the entry ``ref`` is withdrawn."""
    said = folded(element.get("ref"))
    draft = Draft(format=feed.format, guid=identity(said, "", feed.host), pubstatus="canceled")
    draft.notes = texts(parts_of(element), "at:comment")
    draft.headline = next(iter(draft.notes), "")
    set_dates(draft, Times(updated=[folded(element.get("when"))]), reception)
    if not said:
        return Skip("The feed withdraws an entry without saying which.")
    return draft.item(reception)


def _guid(entry: Element, parts: Parts, feed: _Feed) -> str:
    about = next((value for name, value in entry.items() if name.endswith("}about")), "")
    said = text(parts, "guid", "id") or folded(about) or text(parts, "dc:identifier")
    return identity(said, link_of(parts), feed.host)


def _draft(entry: Element, parts: Parts, feed: _Feed, reception: Reception) -> Draft:
    titles = [said for each in _all(parts, "title", "dc:title") if (said := line_at(each))]
    source = parts_of(next(iter(parts.get("source", ())), None))
    authors = names_of(_authors(parts), feed.site.people) or _authors(source) or feed.authors
    draft = Draft(
        format=feed.format,
        headline=next(iter(titles), ""),
        apart=[title for title in dict.fromkeys(titles[1:]) if title != titles[0]],
        byline=", ".join(names_in(authors)),
        credit_line=text(source, "title") if source else text(parts, "source"),
        media=media_of(parts),
        language=_language(entry, parts) or feed.language,
        rights="\n".join(dict.fromkeys(texts(parts, "rights", "copyright", "dc:rights")))
        or feed.rights,
    )
    _set_keywords(draft, parts)
    contents = [_body(each, feed) for each in _all(parts, *_CONTENTS)]
    set_texts(draft, contents, [_body(each, feed) for each in _all(parts, *_SUMMARIES)])
    _set_standing(draft, parts)
    times = Times(texts(parts, *_PUBLISHED), texts(parts, *_UPDATED))
    for more in (read_wenn(draft, parts), read_wordpress(draft, parts, feed.site)):
        times.published += more.published
        times.updated += more.updated
    set_dates(draft, times, reception)
    return draft


def _all(parts: Parts, *names: str) -> list[Element]:
    return [each for name in names for each in parts.get(name, ())]


def _authors(parts: Parts) -> list[str]:
    """Atom has the name in an element of its own; RSS has an address and the name."""
    found = []
    for each in _all(parts, "author", "dc:creator"):
        inside = parts_of(each)
        found.append(text(inside, "name", "email") if inside else text_of(each))
    return [name for name in found if name]


def _language(entry: Element, parts: Parts) -> str:
    bodies = _all(parts, "content", "content:encoded")
    said = next((each.get(XML_LANG) for each in [*bodies, entry] if each.get(XML_LANG)), None)
    return said or text(parts, "dc:language")


def _set_keywords(draft: Draft, parts: Parts) -> None:
    for each in parts.get("category", ()):
        name = text_of(each) or folded(each.get("label")) or folded(each.get("term"))
        code = folded(each.get("term")) or folded(each.get("nicename")) or name
        scheme = folded(each.get("scheme")) or folded(each.get("domain"))
        draft.keywords.append(name)
        if scheme and code:
            draft.subjects.append(Subject(code, scheme, name))
    draft.keywords += texts(parts, "dc:subject")
    for listed in texts(parts, "media:keywords"):
        draft.keywords += [word.strip() for word in listed.split(",")]


def _body(element: Element, feed: _Feed) -> Body:
    if not len(element) and element.text:
        element.text = with_figures(element.text)
    return resolve(body_at(element), element.base or feed.link)


def _set_standing(draft: Draft, parts: Parts) -> None:
    """The Atom Publishing Protocol's drafts (RFC 5023 §13.1.1), and texts that lie elsewhere."""
    for control in parts.get("app:control", ()):
        if text(parts_of(control), "app:draft").casefold() == "yes":
            draft.pubstatus = "withheld"
    for content in parts.get("content", ()):
        if (address := content.get("src")) and not draft.media:
            draft.warnings.append(f"body: the feed names it only: {address[:200]}")
