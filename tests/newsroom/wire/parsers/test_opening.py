"""The top of a body: what stands above the story, and the dateline that opens it."""

import pytest

from newsroom.wire.agencies import AGENCIES
from newsroom.wire.parsers.body import body_of_text, plain_block, preformatted_block
from newsroom.wire.parsers.opening import take_opening

LEAD = "The harbour master said on Monday that the new flood wall would be inspected again."
DATED = f"QUETTA, May 3 (AFP) - {LEAD}"


@pytest.mark.parametrize(
    ("lines", "notes", "left"),
    [
        (["(Adds reaction)", DATED], ("(Adds reaction)",), [LEAD]),
        (["URGENT", "(Adds reaction)", DATED], ("URGENT", "(Adds reaction)"), [LEAD]),
        # Without a dateline below it, who knows whether it is an instruction …
        (["ADD salt to taste", LEAD], (), ["ADD salt to taste", LEAD]),
        (["URGENT", LEAD], (), ["URGENT", LEAD]),
        # … but one that forbids publication is believed.
        (["EMBARGOED UNTIL 0600 GMT MAY 5", LEAD], ("EMBARGOED UNTIL 0600 GMT MAY 5",), [LEAD]),
        (["URGENT", "HOLD HOLD HOLD", LEAD], ("URGENT", "HOLD HOLD HOLD"), [LEAD]),
        (["KILL KILL KILL"], ("KILL KILL KILL",), []),
        (["FLASH: Wall gives way"], (), ["FLASH: Wall gives way"]),
        # Prose that begins like an instruction.
        (["Embargoed goods were seized.", LEAD], (), ["Embargoed goods were seized.", LEAD]),
        (["For release he paid a fine.", LEAD], (), ["For release he paid a fine.", LEAD]),
        ([LEAD, "HOLD HOLD HOLD"], (), [LEAD, "HOLD HOLD HOLD"]),
        ([], (), []),
    ],
)  # fmt: skip
def test_instructions_above_the_story_are_taken_off_it(lines, notes, left):
    blocks = [plain_block(line) for line in lines]

    opening = take_opening(blocks, agencies=AGENCIES)

    assert opening.notes == notes
    assert [block.text for block in blocks] == left
    assert (opening.dateline is not None) == (DATED in lines)


@pytest.mark.parametrize(
    ("text", "place", "found", "left"),
    [
        (f"Vågø: {LEAD}", "Vågø", ("Vågø", "", ""), LEAD),
        (f"VÅGØ — {LEAD}", "Vågø", ("VÅGØ", "", ""), LEAD),
        (f"VÅGØ, Norway (HBR) - {LEAD}", "Vågø", ("VÅGØ, Norway", "", "HBR"), LEAD),
        (f"Vågø, May 3 (HBR).- {LEAD}", "Vågø", ("Vågø", "May 3", "HBR"), LEAD),
        (f"Vågø - “{LEAD}”", "Vågø, Norway", ("Vågø", "", ""), f"“{LEAD}”"),
        ("Vågø-based ships stay.", "Vågø", None, "Vågø-based ships stay."),
        ("Vågø — the town — stays.", "Vågø", None, "Vågø — the town — stays."),
        ("Vågø, which is old - They say.", "Vågø", None, "Vågø, which is old - They say."),
        (f"Oslo og Vågø: {LEAD}", "Vågø", None, f"Oslo og Vågø: {LEAD}"),
        ("Vågø:", "Vågø", None, "Vågø:"),
        (f"Vågø: {LEAD}", "", None, f"Vågø: {LEAD}"),
        (f"Vågø (ats) {LEAD}", "Vågø", ("Vågø", "", "ats"), LEAD),
        (f"Vågø (ats afp) {LEAD}", "Vågø", ("Vågø", "", "ats afp"), LEAD),
        ("Vågø (ats) and Oslo agree.", "Vågø", None, "Vågø (ats) and Oslo agree."),
        ("Vågø (Norway) They say.", "Vågø", None, "Vågø (Norway) They say."),
    ],
)  # fmt: skip
def test_a_place_that_the_format_gives_is_known_where_the_text_repeats_it(text, place, found, left):
    blocks = [plain_block(text)]

    dateline = take_opening(blocks, place=place, agencies=AGENCIES).dateline

    assert ((dateline.place, dateline.date, dateline.source) if dateline else None) == found
    assert blocks[0].text == left
    if dateline:
        assert "".join((dateline.text + left).split()) == "".join(text.split())


def test_a_dateline_may_have_its_line_to_itself():
    blocks = body_of_text(f"QUETTA, May 3 (AFP) -\n\n{LEAD}").blocks

    opening = take_opening(blocks, agencies=AGENCIES)

    assert opening.dateline
    assert opening.dateline.place == "QUETTA"
    assert [block.text for block in blocks] == [LEAD]


def test_a_table_has_no_dateline():
    blocks = [preformatted_block(DATED)]

    assert take_opening(blocks, agencies=AGENCIES).dateline is None
    assert blocks[0].text == DATED


def test_what_may_be_a_dateline_is_left_and_told():
    blocks = [plain_block("WARNING: The wall will give way by the end of the month, he said.")]

    opening = take_opening(blocks, agencies=AGENCIES)

    assert "may be a dateline" in opening.doubt
    assert blocks[0].text.startswith("WARNING")
