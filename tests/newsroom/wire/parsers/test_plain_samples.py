"""The agencies' own plain text, against facts written down from reading it."""

import pytest

from newsroom.text.sanitize import paragraphs
from newsroom.text.words import words
from newsroom.wire.parsers import parse
from tests.paths import sample

# Of headline and body the first or last word; then slug line, place, date and credit.
FACTS = {
    "plaintext_zczc_other/asianet_1.tst": (
        "digital", "digital", "inc", "", "AUSTIN, Texas", "Feb. 1, 2017", "PRNewswire-AsiaNet",
    ),
    "plaintext_zczc_other/bob_am_headlines.tst": (
        "sydney", "here", "sydney", "AM Sydney headlines", "", "", "",
    ),
    "plaintext_zczc_other/vicomb004_8511.tst": (
        "latest", "latest", "on", "POTTED Eagle Farm MARKET DAY", "BRISBANE", "Oct 12", "AAP",
    ),
}  # fmt: skip


@pytest.mark.needs_samples
@pytest.mark.parametrize("name", FACTS)
def test_a_sample_says_what_a_reader_finds_in_it(name):
    [item] = parse(sample(f"wire/samples/{name}").read_bytes())
    text = words("\n".join(paragraphs(item.body_html)))
    dateline = item.dateline

    assert (
        words(item.headline)[0].casefold(),
        text[0].casefold(),
        text[-1].casefold(),
        item.slugline,
        dateline.place if dateline else "",
        dateline.date if dateline else "",
        item.credit,
    ) == FACTS[name]
    assert (item.pubstatus, item.signals, item.embargo_until) == ("usable", (), None)
