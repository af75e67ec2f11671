"""What WENN, the World Entertainment News Network, adds to Atom: the whole text, tags, status."""

from newsroom.wire.parsers.body import Body, body_of_unknown
from newsroom.wire.parsers.draft import Draft
from newsroom.wire.parsers.feed_story import Times, begins_with
from newsroom.wire.parsers.feed_xml import Parts, parts_of, text
from newsroom.wire.parsers.item import Subject
from newsroom.wire.parsers.markup import Element, folded, text_of

_STATUSES = {
    "published": "usable", "embargoed": "embargoed", "withheld": "withheld", "draft": "withheld",
    "unpublished": "withheld", "withdrawn": "canceled", "deleted": "canceled", "killed": "canceled",
    "cancelled": "canceled", "canceled": "canceled",
}  # fmt: skip
_URGENCIES = {"high": 3, "med": 5, "medium": 5, "low": 7}
_NOWHERE = "XX"
_NAME = "WENN"


def read_wenn(draft: Draft, parts: Parts) -> Times:
    """Takes over what the two blocks of an entry say; returns its times."""
    management = next(iter(parts.get("wenn_nm:newsmanagement", ())), None)
    content = next(iter(parts.get("wenn_cm:contentmetadata", ())), None)
    if management is None and content is None:
        return Times()
    said = parts_of(management)
    draft.credit_line = _NAME
    _set_status(draft, text(said, "wenn_nm:publishing_status"))
    draft.category = text(said, "wenn_nm:feedarticle_section")
    draft.urgency = _URGENCIES.get(text(said, "wenn_nm:feedarticle_priority").casefold(), 5)
    if content is not None:
        _set_content(draft, content)
    return Times(
        [each for each in (text(said, "wenn_nm:published"),) if each],
        [each for each in (text(said, "wenn_nm:updated"),) if each],
    )


def _set_status(draft: Draft, said: str) -> None:
    if said and said.casefold() not in _STATUSES:
        draft.warnings.append(f"status: “{said[:40]}” is no status that we know; it is held.")
    draft.pubstatus = _STATUSES.get(said.casefold(), "withheld") if said else "usable"


def _set_content(draft: Draft, content: Element) -> None:
    said = parts_of(content)
    draft.language = folded(content.get("lang")) or draft.language
    draft.slugline = text(said, "wenn_cm:slug")
    draft.headline = draft.headline or text(said, "wenn_cm:title")
    for name in ("wenn_cm:first_line", "wenn_cm:body"):
        for element in said.get(name, ()):
            _append(draft, body_of_unknown("".join(element.itertext())))
    draft.keywords += [text_of(each) for each in said.get("wenn_cm:speaker", ())]
    _set_tags(draft, said)


def _append(draft: Draft, body: Body) -> None:
    """Atom's own content may be the same text once more, or another."""
    if not begins_with(Body(draft.body.blocks), " ".join(body.texts)):
        draft.body.blocks += body.blocks


def _set_tags(draft: Draft, said: Parts) -> None:
    for tag in _children(said, "wenn_cm:tags"):
        name, kind = folded(tag.get("value")), folded(tag.get("type_value"))
        draft.keywords.append(name)
        draft.subjects.append(Subject(folded(tag.get("id")), "wenn:tag", name))
        if kind.casefold() == "place":
            draft.places.append(name)
    for category in _children(said, "wenn_cm:categories"):  # the feed itself says “catagory”
        draft.subjects.append(
            Subject(folded(category.get("id")), "wenn:category", folded(category.get("value")))
        )
    for region in _children(said, "wenn_cm:regions"):
        if folded(region.get("iso3166_alpha2")).upper() not in {"", _NOWHERE}:
            draft.places.append(text_of(region))


def _children(said: Parts, name: str) -> list[Element]:
    return [child for each in said.get(name, ()) for child in each if isinstance(child.tag, str)]
