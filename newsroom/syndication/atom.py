"""Atom 1.0 (RFC 4287), with the pages of a feed linked as RFC 5005 says."""

from datetime import UTC, datetime

from newsroom.publishing import printed
from newsroom.syndication.entry import Entry
from newsroom.syndication.feed import Feed
from newsroom.syndication.markup import attribute, document, text

MIME = "application/atom+xml"

# A feed must say when it changed; of one that holds nothing it is not known.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def written(feed: Feed) -> bytes:
    """``feed`` as an Atom document."""
    links = [("self", MIME, feed.page), ("first", MIME, feed.address)]
    if feed.older:
        links.append(("next", MIME, feed.older))
    links.append(("alternate", "text/html", feed.home))
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{attribute(feed.language)}">',
        f"<id>{text(feed.address)}</id>",
        f"<title>{text(feed.title)}</title>",
        f"<subtitle>{text(feed.description)}</subtitle>",
        f"<updated>{printed.iso(feed.modified or _NEVER)}</updated>",
        # Whoever wrote an entry without a name wrote it for the paper.
        f"<author><name>{text(feed.site_name)}</name></author>",
        *(f'<link rel="{rel}" type="{mime}" href="{attribute(url)}"/>' for rel, mime, url in links),
        "<generator>Newsroom</generator>",
    ]
    lines += [_entry(entry) for entry in feed.entries]
    lines.append("</feed>\n")
    return document("\n".join(lines))


def _entry(entry: Entry) -> str:
    authors = "".join(f"<author><name>{text(name)}</name></author>\n" for name in entry.authors)
    categories = "".join(f'<category term="{attribute(name)}"/>\n' for name in entry.categories)
    enclosure = ""
    if picture := entry.picture:
        enclosure = (
            f'<link rel="enclosure" type="{picture.mime}" length="{picture.size}"'
            f' href="{attribute(picture.url)}"/>\n'
        )
    return (
        f'<entry xml:lang="{attribute(entry.language)}">\n<id>{entry.id}</id>\n'
        f"<title>{text(entry.headline)}</title>\n"
        f"<published>{printed.iso(entry.published)}</published>\n"
        f"<updated>{printed.iso(entry.modified)}</updated>\n{authors}"
        f'<link rel="alternate" type="text/html" href="{attribute(entry.url)}"/>\n'
        f"{enclosure}{categories}<summary>{text(entry.summary)}</summary>\n"
        f'<content type="html">{text(entry.content)}</content>\n</entry>'
    )
