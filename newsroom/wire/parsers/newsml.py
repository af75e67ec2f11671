"""NewsML 1.0 to 1.2 (IPTC), as AFP, ANP, EFE, ATS, Kyodo, ANSA, Belga, ANA and TASS send it."""

import re
from collections.abc import Sequence
from dataclasses import replace

from newsroom.text.words import words
from newsroom.wire.dateline import Dateline, dated
from newsroom.wire.parsers.body import body_of
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Skip, WireError, WireItem
from newsroom.wire.parsers.markup import (
    Element,
    attribute_at,
    document,
    folded,
    text_at,
    text_of,
)
from newsroom.wire.parsers.newsml_component import language_of, strays_in, top_of
from newsroom.wire.parsers.newsml_draft import add_lines, add_rest, add_text
from newsroom.wire.parsers.newsml_identity import identity_of
from newsroom.wire.parsers.newsml_lines import Heading, dateline_of, heading_of
from newsroom.wire.parsers.newsml_management import (
    add_meaning,
    add_status,
    embargo_in,
    end_without_text,
    killed_by,
    manage,
    meaning,
    origins_of,
    set_urgency,
    stands_alone,
)
from newsroom.wire.parsers.newsml_media import caption_body, media_of
from newsroom.wire.parsers.newsml_metadata import Metadata, agency_at, is_host, metadata_of
from newsroom.wire.parsers.newsml_story import Story, stories_of
from newsroom.wire.parsers.newsml_text import data_body
from newsroom.wire.parsers.opening import take_opening

LIST_OF_TERMS = "This NewsML is a list of terms, not a story."
NOTHING_IN_IT = "There is neither a headline nor a text in this file."
# NewsML's DOCTYPE brings in the one of NITF as a parameter entity from outside. Nothing is
# fetched, so it defines nothing; what does define something is left for ``document`` to refuse.
_DOCTYPE = re.compile(
    rb"\A((?>\s+|<\?.{0,2000}?\?>|<!--.{0,4000}?-->|\xef\xbb\xbf)*+)<!DOCTYPE[^\[>]{0,1000}\[(?>\s+"
    rb"|<!ENTITY\s+%\s+[\w.:-]{1,60}\s+(?:SYSTEM|PUBLIC\s+(?:\"[^\"]*\"|'[^']*'))"
    rb"\s+(?:\"[^\"]*\"|'[^']*')\s*>|%[\w.:-]{1,60};|<!--.{0,4000}?-->)*+\]\s*>",
    re.DOTALL,
)


def parse(data: bytes, reception: Reception) -> list[WireItem | Skip]:
    """The stories of a NewsML document, in its order; what is no story is skipped with a reason."""
    match = _DOCTYPE.match(data[:16_384])
    if match:
        data = match[1] + data[match.end() :]
    root, warnings = document(data, encoding=reception.encoding)
    if root.tag != "NewsML" and root.find(".//NewsML") is None:
        raise WireError("The file holds no NewsML.")
    found: list[WireItem | Skip] = []
    for item in root.iter("NewsItem"):
        envelope = next((each.find("NewsEnvelope") for each in item.iterancestors("NewsML")), None)
        found += _Item(item, envelope, reception, warnings).parts()
    if not found and root.find(".//TopicSet") is not None:
        return [Skip(LIST_OF_TERMS)]
    if not found:
        raise WireError("There is no news item in this NewsML file.")
    if len(found) == 1 and isinstance(found[0], Skip) and found[0].reason == NOTHING_IN_IT:
        raise WireError(NOTHING_IN_IT)
    return found


class _Item:
    """One ``NewsItem`` on its way to a story, or to several."""

    def __init__(
        self,
        item: Element,
        envelope: Element | None,
        reception: Reception,
        warnings: Sequence[str],
    ) -> None:
        self.item = item
        self.envelope = envelope
        self.reception = reception
        self.warnings = warnings
        self.identity = identity_of(item)

    def parts(self) -> list[WireItem | Skip]:
        """The item's stories, or why it has none."""
        top = top_of(self.item)
        if top is None:
            return [self.without_component()]
        stories = stories_of(top)
        language = language_of(self.item) or stories[0].path[-1].language
        guids = _guids(self.identity.guid, stories, language)
        found = [
            self.story(story, guid, is_first=number == 0)
            for number, (story, guid) in enumerate(zip(stories, guids, strict=True))
        ]
        return [part for part in found if isinstance(part, WireItem)] or found[:1]

    # --- Without a text ---

    def draft(self, guid: str) -> Draft:
        draft = Draft(format="newsml", guid=guid, warnings=[*self.warnings])
        manage(draft, self.item, self.identity, self.reception)
        if draft.version_created is None:
            sent = text_at(self.envelope, "DateAndTime")
            draft.version_created = instant(sent, self.reception.zone)
        draft.slugline = text_at(self.item, "Identification/NameLabel")
        draft.derived_from = origins_of(self.item)
        return draft

    def without_component(self) -> WireItem | Skip:
        """Changes to an earlier revision, a new status for it, or nothing at all."""
        if self.item.find("TopicSet") is not None:
            return Skip(LIST_OF_TERMS, self.identity.guid)
        draft = self.draft(self.identity.guid)
        updates = self.item.findall("Update")
        if not updates and self.identity.update == "N" and not stands_alone(draft):
            return Skip(NOTHING_IN_IT, self.identity.guid)
        for change in (each for update in updates for each in update):
            draft.notes.append(f"{change.tag} {folded(change.get('DuidRef'))}".rstrip())
            draft.body.blocks += body_of(*(change if len(change) else [change])).blocks
        set_urgency(draft, self.item, [self.priority])
        end_without_text(draft, self.item, self.identity)
        draft.kills = killed_by(draft, self.item, self.identity, has_text=False)
        self.name(draft)
        return draft.item(self.reception)

    def name(self, draft: Draft) -> None:
        """What has no words of its own goes by the agency's name for it."""
        if not draft.headline and not draft.body.blocks and draft.slugline:
            draft.headline = draft.slugline
            draft.warnings.insert(0, "headline")

    @property
    def priority(self) -> str:
        return attribute_at(self.envelope, "Priority", "FormalName") or text_at(
            self.envelope, "Priority"
        )

    # --- With one ---

    def story(self, story: Story, guid: str, *, is_first: bool) -> WireItem | Skip:
        draft = self.draft(guid)
        draft.language = story.language or language_of(self.item)
        heading = heading_of(story.path, draft.language)
        metadata = metadata_of(story.path, draft.language)
        add_lines(draft, heading, self.reception)
        self.set_metadata(draft, metadata, heading)
        draft.notes += [line for line in _comments(story) if line not in draft.notes]
        signature = add_text(draft, story, self.reception)
        add_rest(draft, story, heading, is_first=is_first)
        if is_first:
            draft.apart += [text for each in strays_in(self.item) for text in data_body(each).texts]
        draft.media = media_of(story.pictures, story.parts.get("caption", ()), draft.headline)
        if draft.type == "text" and not story.has_copy and draft.media:
            draft.type = "picture"
            draft.body = caption_body(story.pictures, story.parts.get("caption", ()))
        dateline = dateline_of(draft.dateline_line, self.reception.agencies)
        named = signature or (dateline.source if dateline else "")
        if named and not draft.is_credit_said:
            draft.credit_line = named
        elif signature and signature.casefold() not in draft.credit_line.casefold():
            draft.apart.append(signature)
        return self.finished(draft, dateline)

    def set_metadata(self, draft: Draft, metadata: Metadata, heading: Heading) -> None:
        draft.subjects, draft.category = metadata.subjects, metadata.category
        draft.places = metadata.places
        draft.genre, *more = metadata.genres or [""]
        draft.keywords = [*heading.keywords, *metadata.keywords, *more]
        draft.rights = "\n".join(dict.fromkeys([*heading.rights, *metadata.usage]))
        draft.credit_line = heading.credit or self.agency(metadata)
        draft.is_credit_said = bool(heading.credit)
        draft.notes += [*metadata.comments, *metadata.properties.get("editorialinfo", [])]
        for said in metadata.properties.get("version", ()):
            add_meaning(draft, meaning(said))
        embargo_in(draft, metadata.properties, self.reception)
        set_urgency(draft, self.item, [*metadata.properties.get("priority", ())[:1], self.priority])

    def agency(self, metadata: Metadata) -> str:
        sender = attribute_at(self.envelope, "SentFrom/Party", "FormalName")
        return (
            metadata.provider
            or ("" if is_host(sender) else sender)
            or metadata.source
            or agency_at(self.identity.provider, self.reception.agencies)
        )

    def finished(self, draft: Draft, dateline: Dateline | None) -> WireItem | Skip:
        has_text = bool(draft.body.blocks or draft.media)
        references = self.item.findall(".//NewsComponent/NewsItemRef")
        if not has_text and (references or self.item.find(".//NewsComponent/NewsItem") is not None):
            return self.package(draft, [folded(each.get("NewsItem")) for each in references])
        if not has_text and not stands_alone(draft):
            if not draft.headline and not draft.notes:
                return Skip(NOTHING_IN_IT, draft.guid)
            draft.warnings.append("text: there is none in this file.")
            add_status(draft, "usable" if draft.headline else "advisory")
        draft.kills = killed_by(draft, self.item, self.identity, has_text=has_text)
        self.name(draft)
        if dateline is not None:
            # The field is read here, where a place alone may be a dateline.
            draft.apart += self.unsaid(draft, dateline)
            draft.dateline_line, draft.dateline_place = "", dateline.place
        item = draft.item(self.reception)
        said = dated(item.dateline, dateline) if item.dateline else dateline
        return replace(item, dateline=said)

    def unsaid(self, draft: Draft, dateline: Dateline) -> list[str]:
        """The field's dateline, if the text opens with another, which then counts."""
        blocks = [*draft.body.blocks]
        opening = take_opening(blocks, place=dateline.place, agencies=self.reception.agencies)
        said = dated(opening.dateline, dateline) if opening.dateline else dateline
        known = set(words(f"{said.text} {said.place} {said.date}"))
        return [] if set(words(dateline.text)) <= known else [dateline.text]

    def package(self, draft: Draft, references: list[str]) -> WireItem | Skip:
        names = ", ".join(reference for reference in references if reference)
        if not stands_alone(draft):
            reason = "This NewsML item only puts other items together"
            return Skip(f"{reason}: {names[:2000]}." if names else f"{reason}.", draft.guid)
        draft.type = "package"
        draft.keywords += references[:200]
        self.name(draft)
        return draft.item(self.reception)


def _comments(story: Story) -> list[str]:
    """What is said to editors beside a content; the components around it say theirs elsewhere."""
    around = [component.element for component in story.path]
    contents = [content for each in story.parts.values() for content in each]
    holders = dict.fromkeys(content.getparent() for content in contents)
    return [
        text
        for holder in (*(each for each in holders if each not in around), *contents)
        for comment in holder.iterfind("Comment")
        if not comment.get("FormalName") and (text := text_of(comment))
    ]


def _guids(guid: str, stories: Sequence[Story], language: str) -> list[str]:
    """The item's own id for the first story in its ``language``; the others' name theirs too,
    or their component where the language is the same."""
    languages = [story.language.partition("-")[0].casefold() for story in stories]
    own = language.partition("-")[0].casefold()
    principal = next((n for n, each in enumerate(languages) if each in {"", own}), 0)
    found: list[str] = []
    for number, story in enumerate(stories):
        duid = folded(story.path[0].element.get("Duid"))
        marks = [languages[number], "" if duid == "0" else duid, str(number + 1)]
        if languages[number] == languages[principal]:
            del marks[0]
        names = [guid] if number == principal else [f"{guid}#{mark}" for mark in marks if mark]
        found.append(next((name for name in names if name not in found), names[-1]) if guid else "")
    return found
