"""Pictures as agencies send them: JPEG, with its caption and rights in IPTC-IIM and XMP."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from PIL import ImageFile

from newsroom.media import iim, xmp
from newsroom.media.decoding import opened, upright_size
from newsroom.media.errors import ImageError
from newsroom.media.photo_metadata import PhotoMetadata, credit_line, merged
from newsroom.text.characters import composed, without_junk
from newsroom.wire.parsers.body import body_of_text
from newsroom.wire.parsers.draft import Draft, Reception
from newsroom.wire.parsers.instants import instant
from newsroom.wire.parsers.item import Media, Subject, WireError, WireItem
from newsroom.wire.parsers.markup import folded
from newsroom.wire.signals import line_signals

_IIM_BLOCK = 0x0404
_MADE_BY_MACHINE = re.compile("algorithmicMedia|compositeSynthetic", re.IGNORECASE)
_EMBARGO = re.compile(r"\bembargo|\bsperrfrist|\bnot for (?:release|use|publication)\b", re.I)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class _File:
    """What a picture file says: the XMP properties, the IIM data sets, both in one."""

    newer: Mapping[str, Sequence[str]]
    older: Mapping[tuple[int, int], Sequence[str]]
    both: PhotoMetadata
    width: int
    height: int

    def said(self, number: tuple[int, int], *names: str) -> list[str]:
        """The texts under XMP's ``names``, else those of the IIM data set (XMP wins)."""
        for values in (*(self.newer.get(name, ()) for name in names), self.older.get(number, ())):
            if found := [text for each in values if (text := _clean(each))]:
                return found
        return []

    def first(self, number: tuple[int, int], *names: str) -> str:
        """The first of ``said``, or nothing."""
        return next(iter(self.said(number, *names)), "")

    def whole(self, number: tuple[int, int], *names: str) -> str:
        """All of a longer text, line by line; a caption that is cut off would say less."""
        for values in (*(self.newer.get(name, ()) for name in names), self.older.get(number, ())):
            if found := composed(without_junk(", ".join(values))).strip():
                return found
        return ""

    def moment(self, date: tuple[int, int], time: tuple[int, int], reception: Reception) -> str:
        """IIM's date and time as one text; without a zone it is the feed's."""
        day, clock = self.first(date), self.first(time)
        return f"{day}T{clock}" if day and instant(f"{day}T{clock}", reception.zone) else day


def parse(data: bytes, reception: Reception) -> list[WireItem]:
    """The one picture that the file is; its place in ``media`` has no address."""
    file = _read(data)
    caption = file.whole((2, 120), "dc:description")
    draft = Draft(
        format="photo",
        type="picture",
        headline=folded(file.whole((2, 105), "photoshop:Headline")),
        slugline=file.both.get("title", ""),
        byline=file.both.get("byline", ""),
        credit_line=file.both.get("credit", "") or file.both.get("source", ""),
        body=body_of_text(caption),
        keywords=[*file.both.get("keywords", []), *file.said((2, 20))],
        subjects=_subjects(file),
        category=file.first((2, 15), "photoshop:Category"),
        places=_places(file),
        genre=file.first((2, 4), "core:IntellectualGenre").rpartition(":")[2],
        urgency=_urgency(file),
        language=file.first((2, 135), "dc:language").lower(),
        rights=_rights(file),
    )
    _set_dates(draft, file, reception)
    _set_standing(draft, file, caption)
    _set_release(draft, file, reception)
    draft.guid = _guid(file, draft.first_created, data)
    draft.media = [
        Media(
            "",
            caption=caption,
            credit=credit_line(file.both),
            mime="image/jpeg",
            width=file.width,
            height=file.height,
        )
    ]
    return [_titled(draft.item(reception), draft, reception)]


def _titled(item: WireItem, draft: Draft, reception: Reception) -> WireItem:
    """The credit of the picture's own field stands; for want of words its name is a title."""
    name = PurePath(reception.filename).stem
    return replace(
        item,
        credit=draft.credit_line or item.credit,
        headline=item.headline or draft.slugline or name,
    )


def _read(data: bytes) -> _File:
    try:
        with opened(data) as picture:
            width, height = upright_size(picture)
            packet, block = _blocks(picture)
    except ImageError as reason:
        raise WireError(str(reason)) from None
    newer, older = xmp.properties(packet), iim.data_sets(block)
    return _File(newer, older, merged(newer, older), width, height)


def _blocks(picture: ImageFile.ImageFile) -> tuple[bytes, bytes]:
    packet, resources = picture.info.get("xmp"), picture.info.get("photoshop")
    block = resources.get(_IIM_BLOCK) if isinstance(resources, dict) else None
    return packet if isinstance(packet, bytes) else b"", block if isinstance(block, bytes) else b""


def _guid(file: _File, created: datetime | None, data: bytes) -> str:
    """The picture's id, the same when it is sent again with a better caption.

    A transmission reference may be a whole job's; with the moment of the shot it is one picture's.
    """
    reference = file.first((2, 103), "photoshop:TransmissionReference")
    of_the_job = f"{reference}/{created:%Y%m%dT%H%M%SZ}" if reference and created else ""
    return (
        file.first((0, 0), "ext:DigImageGUID")
        or file.first((1, 100))
        # XMP part 1, §8.6 (media management)
        or file.first((0, 0), "mm:DocumentID", "mm:OriginalDocumentID")
        or of_the_job
        or f"sha256:{sha256(data).hexdigest()}"
    )


def _clean(text: str) -> str:
    return folded(composed(without_junk(text[:_LONGEST])))


# --- What it says of itself ---


def _subjects(file: _File) -> list[Subject]:
    """IIM 2:12 is ``IPTC:16010000:subject:matter:detail``; XMP has the numbers alone."""
    found = []
    for said in file.said((2, 12)):
        scheme, code, *names = [*said.split(":"), "", ""]
        found.append(Subject(code, scheme, next((name for name in reversed(names) if name), "")))
    known = {subject.code for subject in found}
    numbers = file.said((0, 0), "core:SubjectCode")
    return found + [Subject(code, "IPTC") for code in numbers if code not in known]


def _places(file: _File) -> list[str]:
    both = file.both
    parts = (both.get("sublocation"), both.get("city"), both.get("state"), both.get("country"))
    return [", ".join(part for part in parts if part)]


def _urgency(file: _File) -> int:
    said = file.first((2, 10), "photoshop:Urgency") or file.first((1, 60))
    return int(said) if said.isdecimal() and 0 < int(said) < 10 else 5


def _rights(file: _File) -> str:
    both = file.both
    notice = file.whole((2, 116), "dc:rights")
    lines = [notice, file.whole((0, 0), "rights:UsageTerms")]
    source = both.get("source", "")
    if source not in {"", both.get("credit", ""), notice}:
        lines.append(f"Source: {source}")
    if expires := both.get("expires"):
        lines.append(f"Not to be used after {expires}.")
    return "\n".join(line for line in lines if line)


def _set_dates(draft: Draft, file: _File, reception: Reception) -> None:
    """When it was taken; the version is when it was sent (IIM 1:70, 1:80), if that is said."""
    said = file.first((0, 0), "photoshop:DateCreated")
    created = instant(said, reception.zone)
    draft.first_created = created or instant(
        file.moment((2, 55), (2, 60), reception), reception.zone
    )
    sent = instant(file.moment((1, 70), (1, 80), reception), reception.zone)
    draft.version_created = sent or reception.received_at
    if sent:
        draft.version = f"{sent:%Y%m%dT%H%M%SZ}"


def _set_standing(draft: Draft, file: _File, caption: str) -> None:
    """Instructions and the edit status, and whether a camera took the picture at all."""
    instructions = file.whole((2, 40), "photoshop:Instructions")
    notes = instructions.split("\n")
    if _EMBARGO.search(instructions):
        # Whether it can be resolved or not: an embargo that is spoken of holds.
        draft.pubstatus = "embargoed"
    notes += [line for line in (caption.partition("\n")[0], draft.headline) if _is_order(line)]
    draft.notes = [note.strip() for note in notes if note.strip()]
    _set_edit_status(draft, file.first((2, 7)).casefold())
    kind = file.both.get("digital_source_type", "")
    if _MADE_BY_MACHINE.search(kind):
        draft.warnings.append(f"picture: made by a machine, not by a camera ({kind}).")


def _is_order(line: str) -> bool:
    return not {"kill", "hold", "embargo", "correction"}.isdisjoint(line_signals(line))


def _set_edit_status(draft: Draft, said: str) -> None:
    if "kill" in said or "withdr" in said:
        draft.pubstatus = "canceled"
    elif "hold" in said or "withh" in said:
        draft.pubstatus = "withheld"
    elif "correct" in said:
        draft.signals.add("correction")


def _set_release(draft: Draft, file: _File, reception: Reception) -> None:
    """IIM 2:30 and 2:35: not to be used before; a day alone cannot say when it begins."""
    day = file.first((2, 30))
    said = file.moment((2, 30), (2, 35), reception)
    released = instant(said, reception.zone)
    begun = draft.first_created or draft.version_created
    if not day or (released is not None and begun is not None and released <= begun):
        return
    if released is None or said == day:
        draft.is_embargoed = True
        draft.warnings.append(f"embargo: “{day}” is no time; the picture is held.")
    else:
        draft.embargo_until = released
