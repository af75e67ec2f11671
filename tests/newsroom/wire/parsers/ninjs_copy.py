"""ninjs of our own making in its three generations, what a reader sees of it, and damage to it.

``ninjs_copy(1)`` and ``ninjs_copy(1, generation=3)`` say the same in the words of ninjs 1.x and
3.x. The same seed gives the same copy.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable
from html.parser import HTMLParser
from typing import Any

from hypothesis import strategies as st

from newsroom.text.sanitize import paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers.item import WireItem
from tests.wire_copy import wire_copy

GENERATIONS = (1, 2, 3)
PICTURE = "urn:ninjs:harbour:picture"
HIGH = "https://pictures.example/wall-high.jpg"


def ninjs_copy(
    seed: int = 0, *, generation: int = 1, paragraphs: int = 4, picture: bool = True
) -> dict[str, Any]:
    """One story; ``picture`` goes with it in three renditions."""
    pick = random.Random(seed)
    text = wire_copy(seed, paragraphs=paragraphs, furniture="", credit=False)[1].paragraphs
    story = {
        "uri": f"urn:ninjs:harbour:{seed}",
        "type": "text",
        "version": str(pick.randint(1, 30)),
        "firstcreated": "2031-05-01T08:00:00Z",
        "versioncreated": "2031-05-02T10:30:00+02:00",
        "pubstatus": "usable",
        "urgency": pick.randint(1, 9),
        "language": "en-GB",
        "slugline": "harbour-wall",
        "located": "Karachi",
        "ednote": "Second version, with the union.",
        "copyrightholder": "Harbour Agency",
        "copyrightnotice": "",
        "usageterms": "Not for resale",
        "profile": "text-photo",
    }
    html = "".join(f"<p>{each}</p>" for each in text)
    add = {1: _first, 2: _second, 3: _second}[generation]
    add(story, html, "\n\n".join(text), picture=picture)
    return _camel(story) if generation == 3 else story


def as_bytes(value: Any) -> bytes:
    """``value`` as an agency sends it."""
    return json.dumps(value, ensure_ascii=False).encode()


def _first(story: dict[str, Any], html: str, plain: str, *, picture: bool) -> None:
    story |= {
        "byline": "By Nasreen Qadri",
        "headline": "Flood wall to be inspected again",
        "headline_sub": "Union wants a night ferry",
        "description_text": "The wall was never paid for.",
        "body_html": html,
        "body_text": plain,
        "source": "HAR",
        "service": [{"code": "dom", "name": "Domestic"}],
        "genre": [{"code": "Current", "name": "Current"}],
        "subject": [
            {"code": "06000000", "name": "environment", "scheme": "http://subjects.example/"}
        ],
        "person": [{"name": "Zoë Brontë-Hall"}],
        "organisation": [{"name": "Port Trust"}],
        "place": [{"name": "Keamari"}],
    }
    if picture:
        story["associations"] = {
            "mainpic": {
                "uri": PICTURE,
                "type": "picture",
                "byline": "Ömer Yıldız",
                "headline": "Wall",
                "description_text": "The wall at low tide.",
                "renditions": {
                    "small": {"href": "https://pictures.example/wall-small.jpg", "width": 120,
                              "height": 80, "mimetype": "image/jpeg"},
                    "high": {"href": HIGH, "width": 3000, "height": 2000,
                             "mimetype": "image/jpeg"},
                    "caption": {"href": "https://pictures.example/wall.xml", "width": 9000,
                                "height": 9000, "mimetype": "text/xml"},
                },
            },
            "absent": None,
        }  # fmt: skip


def _second(story: dict[str, Any], html: str, plain: str, *, picture: bool) -> None:
    story |= {
        "by": "By Nasreen Qadri",
        "headlines": [
            {"role": "sub", "value": "Union wants a night ferry"},
            {"role": "main", "value": "Flood wall to be inspected again"},
        ],
        "descriptions": [{"role": "text", "value": "The wall was never paid for."}],
        "bodies": [
            {"role": "text", "contenttype": "text/plain", "value": plain},
            {"role": "text", "contenttype": "application/xhtml+xml", "value": html},
        ],
        "infosources": [{"name": "HAR"}],
        "services": [{"literal": "dom", "name": "Domestic"}],
        "genres": [{"literal": "Current", "name": "Current"}],
        "subjects": [
            {"uri": "http://subjects.example/06000000", "literal": "06000000",
             "name": "environment"}
        ],
        "people": [{"name": "Zoë Brontë-Hall"}],
        "organisations": [{"name": "Port Trust"}],
        "places": [{"name": "Keamari"}],
    }  # fmt: skip
    if picture:
        story["associations"] = [
            {
                "name": "mainpic",
                "uri": PICTURE,
                "type": "picture",
                "by": "Ömer Yıldız",
                "headlines": [{"value": "Wall"}],
                "descriptions": [{"value": "The wall at low tide."}],
                "renditions": [
                    {"name": "small", "href": "https://pictures.example/wall-small.jpg",
                     "width": 120, "height": 80, "contenttype": "image/jpeg"},
                    {"name": "high", "href": HIGH, "width": 3000, "height": 2000,
                     "contenttype": "image/jpeg"},
                    {"name": "caption", "href": "https://pictures.example/wall.xml",
                     "width": 9000, "height": 9000, "contenttype": "text/xml"},
                ],
            }
        ]  # fmt: skip


_CAMEL = {
    "firstcreated": "firstCreated", "versioncreated": "versionCreated",
    "pubstatus": "pubStatus", "ednote": "edNote", "copyrightholder": "copyrightHolder",
    "copyrightnotice": "copyrightNotice", "usageterms": "usageTerms",
    "contenttype": "contentType", "infosources": "infoSources",
}  # fmt: skip


def _camel(value: Any) -> Any:
    if isinstance(value, list):
        return [_camel(each) for each in value]
    if isinstance(value, dict):
        return {_CAMEL.get(name, name): _camel(each) for name, each in value.items()}
    return value


# --- What a reader sees ---


_BLOCKS = frozenset(
    "p h1 h2 h3 h4 li ul ol td th tr table caption br div section block blockquote pre figure"
    " figcaption".split()
)


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(" " if tag in _BLOCKS else "")

    def handle_endtag(self, tag: str) -> None:
        self.found.append(" " if tag in _BLOCKS else "")


def visible(html: str) -> str:
    """The words of ``html`` as a browser would show them."""
    reader = _Visible()
    reader.feed(html)
    reader.close()
    return "".join(reader.found)


def lost(texts: Iterable[str], items: Iterable[WireItem]) -> Counter[str]:
    """The words of any one of ``texts`` that stand nowhere in ``items``."""
    there: Counter[str] = Counter()
    for item in items:
        there += Counter(words("\n".join(_said(item))))
    missing: Counter[str] = Counter()
    for text in texts:
        missing |= Counter(words(visible(text))) - there
    return missing


def _said(item: WireItem) -> list[str]:
    lines = [*paragraphs(item.body_html), item.slugline, item.byline, item.credit, item.abstract]
    lines += [item.ednote, item.rights, *item.set_apart]
    if "headline" not in item.warnings:
        lines.append(item.headline)
    if item.dateline:
        lines.append(item.dateline.text)
    for each in item.media:
        lines += [each.caption, each.credit]
    return lines


# --- Damage ---

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.sampled_from(["", "2031-02-30", "canceled", "<p>", "&#0;", "\x00", "KILL KILL KILL"]),
    st.just([]),
    st.just({}),
    st.just([[[{"value": [{}]}]]]),
    st.just({"items": [{"item": {"altids": {"itemid": ["x"]}}}]}),
)


@st.composite
def damaged(draw: st.DrawFn, value: dict[str, Any]) -> Any:
    """``value`` with up to six of its members gone, doubled, exchanged or of a wrong type."""
    copy = json.loads(json.dumps(value))
    for _ in range(draw(st.integers(1, 6))):
        holders = list(_holders(copy))
        holder = holders[draw(st.integers(0, len(holders) - 1))]
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            continue
        key = draw(st.sampled_from(keys))
        how = draw(st.sampled_from(["junk", "junk", "gone", "wrapped", "exchanged"]))
        if how == "gone":
            del holder[key]
        elif how == "wrapped":
            holder[key] = [holder[key]]
        elif how == "exchanged":
            other = draw(st.sampled_from(keys))
            holder[key], holder[other] = holder[other], holder[key]
        else:
            holder[key] = json.loads(json.dumps(draw(JUNK)))
    return copy


def _holders(value: Any) -> Iterable[Any]:
    if isinstance(value, dict | list):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from _holders(each)
