"""ninjs, News in JSON (IPTC), in its versions 1.x, 2.x and 3.x and agencies' dialects of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from newsroom.text.sanitize import MAX_BYTES
from newsroom.wire.dateline import parse_dateline
from newsroom.wire.parsers import nitf
from newsroom.wire.parsers.body import Body, body_of_html, body_of_text, body_of_unknown
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Media, Skip, Subject, WireError, WireItem
from newsroom.wire.parsers.json_story import (
    add_medium,
    associated,
    check_bounds,
    content_id,
    fields_of,
    leave_out_text,
    lines_of,
    medium,
    named,
    names_of,
    note_missing_body,
    read_each,
    renditions_of,
    rights_of,
    set_apart,
    set_embargo,
    set_status,
    stories_in,
    subject_of,
    subjects_of,
    urgency_of,
)
from newsroom.wire.parsers.json_text import loaded, objects_in, text_in, texts_in, unescaped_line
from newsroom.wire.parsers.markup import document, folded

# ninjs 3.1 renamed the property; the BBC's local democracy wire has a name of its own.
_EMBARGOES = ("embargoed", "embargoeduntil", "embargotime")
_PICTURES = frozenset({"picture", "graphic", "image", "photo"})
_FILMS = frozenset({"video", "audio"})
_TEXTS = frozenset({"", "text", "story", "article", "advisory", "composite", "component"})
_NO_STORIES = {
    "event": "an event", "planning": "a plan of coverage",
    "video": "a film", "audio": "a sound recording",
}  # fmt: skip
_ABSTRACTS = ("text", "abstract", "summary", "lead", "main", "", "html", "xhtml", "richtext")
_CAPTIONS = ("caption", *_ABSTRACTS)
_HEADLINES = ("", "main")
_NOTES = frozenset({"usage", "editornotes", "ednote"})
# Bodies of ninjs 2 and 3 that are not the story, but a shorter word about it.
_BESIDE = frozenset(
    "abstract caption excerpt intro lead lede push seo short sms social standfirst summary teaser"
    " title tweet".split()
)
_MARKUPS = ("html", "nitf", "text", "", "xml")


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories of a ninjs object, or of a list of them."""
    value, warnings = loaded(data, encoding=reception.encoding)
    return read_each(stories_in(value), lambda each: read(each, reception, warnings))


def read(value: Any, reception: Reception, warnings: Sequence[str] = ()) -> WireItem | Skip:
    """The item that one ninjs object describes; a ``Skip`` for events, plans, films and sound."""
    fields = fields_of(value)
    guid = text_in(fields, "uri", "guid") or content_id(value)
    kind = _kind(fields)
    bodies = bodies_of(fields)
    if reason := _no_story(fields, kind, bodies):
        return Skip(reason, guid)
    draft = _draft(fields, guid, reception.zone)
    draft.warnings[:0] = warnings
    _set_status(draft, fields, kind, reception.zone)
    try:
        _set_content(draft, fields, kind, bodies, reception)
        check_bounds(draft)
    except WireError as fault:
        leave_out_text(draft, fault)
    if not (draft.headline or draft.body.blocks or draft.notes or draft.pubstatus == "canceled"):
        raise WireError("There is neither a headline nor a text in this item.")
    return draft.item(reception)


def _kind(fields: dict[str, Any]) -> str:
    return text_in(fields, "type").casefold().rpartition(":")[2]


def _no_story(fields: dict[str, Any], kind: str, bodies: Sequence["Form"]) -> str:
    if kind in {"event", "planning"} or (kind in _NO_STORIES and not bodies):
        return f"This is {_NO_STORIES[kind]}, not a story."
    if not bodies and not kind and ("eventdetails" in fields or "plannedcoverage" in fields):
        return "This is an event, not a story."
    return ""


def _draft(fields: dict[str, Any], guid: str, zone: tzinfo) -> Draft:
    services = [subject_of(each) for each in named(fields, "service", "services")]
    located = text_in(fields, "located")
    return Draft(
        format="ninjs",
        guid=guid,
        version=text_in(fields, "version") or "1",
        # TT says "slug".
        slugline=folded(text_in(fields, "slugline", "slug", "title")),
        byline=folded(text_in(fields, "by", "byline")) or _authors(fields),
        # Where the content originates (nar:located) is a dateline only if it reads like one.
        dateline_line=located if parse_dateline(located) else "",
        credit_line=_credit(fields),
        is_credit_said=bool(text_in(fields, "creditline")),
        keywords=texts_in(fields, "keywords"),
        subjects=_subjects(fields) + [Subject(s.code, "service", s.name) for s in services[1:]],
        category=next((service.code or service.name for service in services), ""),
        places=[*([located] if located else []), *names_of(fields, "place", "places")],
        genre=next(iter(names_of(fields, "genre", "genres")), ""),
        urgency=urgency_of(fields.get("urgency")),
        first_created=instant(text_in(fields, "firstcreated", "contentcreated"), zone),
        version_created=instant(text_in(fields, "versioncreated"), zone),
        language=text_in(fields, "language"),
        rights=rights_of(fields),
        notes=lines_of(text_in(fields, "ednote")),
    )


def _subjects(fields: dict[str, Any]) -> list[Subject]:
    """People, organisations and events are nar:subject too; a thing only if it is written about."""
    concepts = named(
        fields, "subject", "subjects", "person", "people", "organisation", "organisations",
        "event", "events",
    )  # fmt: skip
    things = named(fields, "object", "objects")
    concepts += [each for each in things if text_in(each, "rel") in {"about", "mentions"}]
    return subjects_of(concepts)


def _authors(fields: dict[str, Any]) -> str:
    authors = objects_in(fields, "authors")
    writers = [each for each in authors if text_in(each, "role") in {"", "author", "writer"}]
    return ", ".join(name for each in writers if (name := text_in(each, "name")))


def _credit(fields: dict[str, Any]) -> str:
    sources = names_of(fields, "infosource", "infosources")
    said = text_in(fields, "creditline", "source")
    return folded(said or next(iter(sources), "") or text_in(fields, "copyrightholder"))


def _set_status(draft: Draft, fields: dict[str, Any], kind: str, zone: tzinfo) -> None:
    """Absent, the status is usable (ninjs schema, pubstatus); unknown, the story is held."""
    set_status(draft, fields.get("pubstatus"), default="usable")
    set_embargo(draft, fields, _EMBARGOES, zone)
    # TT's profile INFO is for information only, not to be published (TTNINJS 1.4).
    is_advice = kind == "advisory" or text_in(fields, "profile").casefold() == "info"
    if draft.pubstatus == "usable" and is_advice:
        draft.pubstatus = "advisory"
    if kind not in _TEXTS | _PICTURES | _FILMS:
        draft.warnings.append(f"type: “{kind[:40]}” is no type of ninjs; read as text.")
    # Superdesk's dialect names what a translation was made from.
    draft.derived_from += [text_in(fields, "evolvedfrom"), text_in(fields, "translated_from")]
    # TT lists what a story takes the place of (TTNINJS 1.4).
    replaced = texts_in(fields, "replacing")
    draft.derived_from += replaced
    draft.signals |= {"update"} if replaced else set()
    if rewritten := text_in(fields, "evolvedfrom"):
        draft.signals.add("update")
        draft.warnings.append(f"rewrite of: {rewritten}")
    if expires := text_in(fields, "expires"):
        draft.warnings.append(f"expires: {expires}")
    if text_in(fields, "representationtype").casefold() in {"partial", "incomplete"}:
        draft.warnings.append("part: the agency says that this is not all of the item.")


# --- Texts that come in several forms ---


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a text: its role, how it is marked up, and the text itself."""

    role: str
    markup: str
    text: str

    def read(self, reception: Reception) -> tuple[Body, list[str]]:
        """The text as blocks, and the lines that stand around it in an NITF document."""
        if len(self.text) > MAX_BYTES:
            raise WireError("The text is too long to be a story.")
        if self.markup == "nitf":
            return nitf_body(self.text, reception)
        if self.markup == "html":
            # Declared to be HTML, its line breaks are mere space even where it has no tags.
            return body_of_html(f"<div>{self.text}</div>"), []
        reader = body_of_text if self.markup == "text" else body_of_unknown
        return reader(self.text), []

    def line(self) -> str:
        """The text on one line, without its markup."""
        if self.markup == "html" or "</" in self.text:
            return " ".join(body_of_html(self.text).texts)
        return unescaped_line(self.text)


def forms_of(fields: dict[str, Any], word: str, plural: str) -> list[Form]:
    """``headline``, ``headline_sub`` and ``headlines[]``: one thing in three generations."""
    found = []
    for name, each in fields.items():
        if isinstance(each, str) and (name == word or name.startswith(f"{word}_")):
            found.append((name.removeprefix(word).removeprefix("_"), "", each))
    for each in named(fields, plural, word):
        mime = text_in(each, "contenttype").casefold()
        found.append((text_in(each, "role", "name").casefold(), mime, text_in(each, "value")))
    return [Form(role, _markup(role, mime), text) for role, mime, text in found if text.strip()]


def bodies_of(fields: dict[str, Any]) -> list[Form]:
    """The forms of the text, the richest first; what stands beside it comes last."""
    found = forms_of(fields, "body", "bodies")
    return sorted(found, key=lambda form: (form.role in _BESIDE, _MARKUPS.index(form.markup)))


def _markup(role: str, mime: str) -> str:
    for said in (mime, role):
        if "html" in said:
            return "html"
        if "nitf" in said and "ttnitf" not in said:
            return "nitf"
        if said in {"text", "text/plain"}:
            return "text"
    return "xml" if "xml" in mime else ""


def nitf_body(text: str, reception: Reception) -> tuple[Body, list[str]]:
    """The body of an NITF document in a string, and the lines that stand around it."""
    root, _warnings = document(text.encode())
    found = root if root.tag == "nitf" else root.find(".//nitf")
    if found is None:
        return body_of_unknown(text), []
    draft = nitf.draft_of(found, reception.zone)
    around = [draft.headline, draft.byline, draft.abstract, draft.dateline_line]
    around += [draft.credit_line, *draft.notes, *draft.apart]
    return draft.body, [line for line in around if line]


def _best(forms: Sequence[Form], roles: Sequence[str]) -> Form | None:
    ranked = [form for form in forms if form.role in roles]
    return min(ranked, key=lambda form: roles.index(form.role), default=None)


def _set_content(
    draft: Draft, fields: dict[str, Any], kind: str, bodies: list[Form], reception: Reception
) -> None:
    """Headline, text, abstract and pictures; other texts are set apart."""
    headlines = forms_of(fields, "headline", "headlines")
    main = _best(headlines, _HEADLINES) or next(iter(headlines), None)
    draft.headline = main.line() if main else ""
    described = forms_of(fields, "description", "descriptions")
    draft.notes += [line for f in described if f.role in _NOTES for line in lines_of(f.text)]
    described = [form for form in described if form.role not in _NOTES]
    others = dict.fromkeys(form.line() for form in headlines if form is not main)
    draft.apart += [line for line in others if line not in {draft.headline, draft.slugline}]
    rest: list[Sequence[str]] = []
    if kind in _PICTURES:
        _set_picture(draft, fields, described, reception)
    else:
        summary = _best(described, _ABSTRACTS)
        draft.abstract = summary.line() if summary else ""
        bodies, around = _set_body(draft, bodies, reception)
        rest += [[line] for line in around]
    rest += _associate(draft, fields, reception)
    if kind == "composite" and not draft.body.blocks:
        draft.type = "package"
    if draft.type == "text":
        note_missing_body(draft)
    rest += [[form.line()] for form in described]
    rest += [paragraphs_of(form, reception) for form in bodies]
    set_apart(draft, rest)


def _set_picture(
    draft: Draft, fields: dict[str, Any], described: list[Form], reception: Reception
) -> None:
    caption = _best(described, _CAPTIONS)
    draft.type = "picture"
    draft.body = caption.read(reception)[0] if caption else Body()
    draft.media.append(picture(fields))


def _set_body(
    draft: Draft, bodies: list[Form], reception: Reception
) -> tuple[list[Form], list[str]]:
    """The first form is the body; returns the others, and the lines around an NITF body."""
    if not bodies:
        return [], []
    draft.body, around = bodies[0].read(reception)
    blocks = draft.body.blocks
    # Some repeat the headline at the top of the text.
    if blocks and not blocks[0].is_paragraph and blocks[0].text == draft.headline:
        del blocks[0]
    return bodies[1:], around


def paragraphs_of(form: Form, reception: Reception) -> list[str]:
    """All that ``form`` says, a paragraph each: the text, its captions, the lines around it."""
    if form.markup == "xml":
        return []  # markup of the agency's own, which says nothing that the other forms don't
    body, around = form.read(reception)
    return [*around, *body.texts, *(each.caption for each in body.media)]


# --- What goes with it ---


def picture(fields: dict[str, Any]) -> Media:
    """The picture or film that a ninjs object describes."""
    forms = forms_of(fields, "description", "descriptions")
    caption = _best(forms, _CAPTIONS) or _best(
        forms_of(fields, "headline", "headlines"), ("", "main")
    )
    by, source = folded(text_in(fields, "by", "byline")), folded(text_in(fields, "source"))
    credited = folded(text_in(fields, "creditline")) or next(
        (form.line() for form in forms if form.role == "creditline"), ""
    )
    names = [by, "" if source in by else source] if by else [_credit(fields)]
    return medium(
        fields,
        caption.line() if caption else "",
        credited or ", ".join(name for name in names if name),
        text_in(fields, "uri", "guid"),
    )


def _associate(draft: Draft, fields: dict[str, Any], reception: Reception) -> list[Sequence[str]]:
    """Pictures go with the story; other associated items are set apart with their ids.

    Returns the further forms of what was set apart.
    """
    files: set[str] = set()
    rest: list[Sequence[str]] = []
    for each in associated(fields):
        kind = _kind(each)
        if kind not in _PICTURES | _FILMS and (kind or not renditions_of(each)):
            lines, others = _associated_text(each, reception)
            draft.apart += lines
            rest += others
            continue
        files |= {text_in(rendition, "href") for rendition in renditions_of(each)}
        part = Draft(format="ninjs")
        set_status(part, each.get("pubstatus"), default="usable")
        set_embargo(part, each, _EMBARGOES, reception.zone)
        add_medium(draft, picture(each), part, each, text_in(each, "uri", "guid"))
    # The text may show the same picture again, in a smaller file.
    captions = {each.caption for each in draft.media if each.caption}
    inside = draft.body.media
    draft.body.media = [m for m in inside if m.href not in files and m.caption not in captions]
    return rest + [[each.caption] for each in inside if each not in draft.body.media]


def _associated_text(
    each: dict[str, Any], reception: Reception
) -> tuple[list[str], list[Sequence[str]]]:
    """What an associated text says, its id first; and its bodies in other forms."""
    headlines = [form.line() for form in forms_of(each, "headline", "headlines")]
    name = text_in(each, "uri", "guid", "name")
    lines = [f"Associated item {name}: {' / '.join(headlines)}".rstrip(": ")]
    lines += [form.line() for form in forms_of(each, "description", "descriptions")]
    texts = [paragraphs_of(form, reception) for form in bodies_of(each)]
    for best in texts[:1]:
        lines += best
    return [line for line in lines if line], list(texts[1:])
