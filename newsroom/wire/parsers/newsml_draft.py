"""What a NewsML story says, put into the fields of a draft; nothing it says is left out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from newsroom.text.words import words
from newsroom.wire.embargo import find_embargo
from newsroom.wire.parsers import nitf
from newsroom.wire.parsers.body import Body
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.item import Subject
from newsroom.wire.parsers.markup import Element
from newsroom.wire.parsers.newsml_lines import Heading
from newsroom.wire.parsers.newsml_management import add_embargo, add_status
from newsroom.wire.parsers.newsml_story import Story
from newsroom.wire.parsers.newsml_text import nitf_in, says_more, take_notes, take_tail, text_body

# EFE has the initials of the desk where others have a byline.
_INITIALS = re.compile(r"[a-z]{1,5}(?:[/-][a-z]{1,5})+")


def add_lines(draft: Draft, heading: Heading, reception: Reception) -> None:
    """The lines above the story."""
    draft.headline = heading.headline
    draft.slugline = heading.slugline or draft.slugline
    draft.byline = heading.byline
    draft.dateline_line = heading.dateline
    draft.notes += heading.notes
    for line in heading.embargoes:
        draft.notes.append(line)
        received = reception.received_at
        if received is None or find_embargo([line], zone=reception.zone, received=received) is None:
            add_embargo(draft, None)


def add_text(draft: Draft, story: Story, reception: Reception) -> str:
    """The body, and what its NITF says beside it; returns the agency that signed it, if any."""
    main = [*story.parts.get("lead", ()), *story.parts.get("body", ())]
    other = story.parts.get("other", [])
    for content in main or other:
        found = _content(draft, content, reception)
        draft.body.blocks += found.blocks
        draft.body.media += found.media
    # References from the text to pictures that come along are no media of their own.
    referred = [each.caption for each in draft.body.media if each.href.startswith("#")]
    captions = " ".join(text_body(story.parts.get("caption", ())).texts)
    draft.apart += [caption for caption in referred if caption not in captions]
    draft.body.media = [each for each in draft.body.media if not each.href.startswith("#")]
    notes, signals = take_notes(draft.body)
    draft.notes += notes
    draft.signals |= signals
    apart, signature = take_tail(draft.body, reception.agencies)
    draft.apart += apart
    draft.notes += text_body(story.parts.get("note", ())).texts
    if main:
        draft.apart += text_body(other).texts
    if "alternative" in story.parts:
        known = set(words("\n".join(draft.body.texts)))
        texts = text_body(story.parts["alternative"]).texts
        draft.apart += [text for text in texts if not known.issuperset(words(text))]
    return signature


def _content(draft: Draft, content: Element, reception: Reception) -> Body:
    """The text of a content item; what its NITF says beside that is added to ``draft``."""
    document = nitf_in(content)
    if document is None or not says_more(document):
        return text_body([content])
    inner = nitf.draft_of(document, reception.zone)
    _add_nitf(draft, inner)
    return inner.body if inner.body.blocks else text_body([content])


def _add_nitf(draft: Draft, inner: Draft) -> None:
    """Adds what a NITF document inside says; where both speak, the graver or the outer holds."""
    add_status(draft, inner.pubstatus)
    if inner.is_embargoed or inner.embargo_until is not None:
        add_embargo(draft, inner.embargo_until)
    draft.signals |= inner.signals
    draft.warnings += inner.warnings
    draft.notes += [note for note in inner.notes if note not in draft.notes]
    _add_subjects(draft, inner.subjects)
    draft.keywords += inner.keywords
    draft.places += inner.places
    draft.category = draft.category or inner.category
    draft.genre = draft.genre or inner.genre
    draft.abstract = draft.abstract or inner.abstract
    draft.language = draft.language or inner.language
    draft.slugline = draft.slugline or inner.slugline
    draft.credit_line = draft.credit_line or inner.credit_line
    draft.dateline_line = draft.dateline_line or inner.dateline_line
    draft.rights = "\n".join(dict.fromkeys(line for line in (draft.rights, inner.rights) if line))
    draft.apart += inner.apart
    for name in ("headline", "byline"):
        said, own = getattr(inner, name), getattr(draft, name)
        if not own:
            setattr(draft, name, said)
        elif said and said != own:
            draft.apart.append(said)


def _add_subjects(draft: Draft, subjects: Sequence[Subject]) -> None:
    """The same code once, though the two name their scheme differently; its name is kept."""
    places = {subject.code: number for number, subject in enumerate(draft.subjects)}
    for subject in subjects:
        at = places.get(subject.code)
        if at is None:
            draft.subjects.append(subject)
        elif not draft.subjects[at].name:
            draft.subjects[at] = replace(draft.subjects[at], name=subject.name)


def add_rest(draft: Draft, story: Story, heading: Heading, *, is_first: bool) -> None:
    """Titles, abstracts and initials that have no other place; nothing is said twice."""
    titles = text_body(story.parts.get("title", ())).texts
    draft.headline = draft.headline or " ".join(titles)
    abstracts = [
        *text_body(story.parts.get("abstract", ())).texts,
        *heading.abstracts,
        *heading.subheadlines,
    ]
    left = list(dict.fromkeys(line for line in abstracts if line != draft.headline))
    if not draft.abstract:
        draft.abstract, left = " ".join(left), []
    if _INITIALS.fullmatch(draft.byline):
        left.append(draft.byline)
        draft.byline = ""
    if is_first:
        left += [*titles, *heading.others]
    said = {draft.headline, draft.slugline, draft.byline, draft.abstract, *draft.body.texts}
    draft.apart += [line for line in dict.fromkeys(left) if line not in said]
