"""Stories of 10 kB of our own writing in the formats that the benchmarks read."""

import random
from collections.abc import Iterator

_WORDS = (
    "the harbour master said on Monday that officials had been warned — “several times” — of café"
    " prices, according to a spokeswoman for the ferries between Lahore and the lower quay who"
    " asked whether anyone had counted the boats before the wind rose over the islands"
).split()


def paragraphs(seed: int, size: int) -> list[str]:
    """About ``size`` bytes of sentences."""
    pick = random.Random(seed)
    made: list[str] = []
    while sum(len(text.encode()) + 8 for text in made) < size:
        words = " ".join(pick.choice(_WORDS) for _ in range(60))
        made.append(f"{words[0].upper()}{words[1:]}.")
    return made


def nitf(seed: int, size: int = 10_000) -> bytes:
    """One NITF document, its dateline in the text and a desk's mark at the end."""
    texts = paragraphs(seed, size)
    body = "".join(f"<p>{text}</p>\n" for text in texts)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<nitf><head><title>Harbour</title>'
        '<meta name="anpa-category" content="i"/><tobject><tobject.subject'
        ' tobject.subject.refnum="17004000"/></tobject><docdata management-status="usable">'
        f'<doc-id id-string="bench-{seed}"/><urgency ed-urg="4"/>'
        '<date.issue norm="20260930T120000Z"/></docdata></head><body><body.head><hedline>'
        f"<hl1>Ferries wait for the tide, number {seed}</hl1></hedline><byline>By Zoë Brontë"
        f"</byline></body.head><body.content><p>KARACHI, Sep 30 (AFP) - {texts[0]}</p>{body}"
        "<p>hh/ph/ts</p></body.content></body></nitf>"
    ).encode()


def newsml_g2(seed: int, size: int = 10_000) -> bytes:
    """One NewsML-G2 message with an XHTML body."""
    return _message(_news_item(seed, size))


def _news_item(seed: int, size: int) -> str:
    texts = paragraphs(seed, size)
    body = "".join(f"<p>{text}</p>\n" for text in texts)
    return (
        f'<newsItem guid="urn:bench:{seed}" version="1" xml:lang="en"><itemMeta>'
        '<itemClass qcode="ninat:text"/><versionCreated>2026-09-30T12:00:00Z</versionCreated>'
        '<pubStatus qcode="stat:usable"/></itemMeta><contentMeta><urgency>4</urgency>'
        f'<subject qcode="medtop:20000822"/><headline>Ferries wait, number {seed}</headline>'
        '<by>Zoë Brontë</by></contentMeta><contentSet><inlineXML contenttype="application/xhtml'
        '+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>KARACHI, Sep 30 (AFP) - '
        f"{texts[0]}</p>{body}</body></html></inlineXML></contentSet></newsItem>"
    )


def _message(*items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<newsMessage xmlns="http://iptc.org/std/nar/'
        f'2006-10-01/"><itemSet>{"".join(items)}</itemSet></newsMessage>'
    ).encode()


def large_feed(count: int, size: int = 10_000) -> Iterator[bytes]:
    """A NewsML-G2 message of ``count`` items, piece by piece."""
    head, tail = _message("\0").split(b"\0")
    yield head
    for seed in range(count):
        yield _news_item(seed, size).encode()
    yield tail
