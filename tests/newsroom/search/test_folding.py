"""Words that a reader takes for the same are the same to search."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.search.asked import LONGEST, alternatives, wanted
from newsroom.search.folding import folded

SAME = [
    ("Zürich", "zurich"),
    ("STRASSE", "straße"),
    ("Łódź", "lodz"),
    ("Ærø", "aero"),
    ("ﬁve", "five"),
    ("e\u0301te\u0301", "été"),
    ("ΣΟΦΌΣ", "σοφος"),
    ("ёлка", "елка"),
    ("كراچي", "کراچی"),
    ("أحمد", "احمد"),
    ("مُحَمَّد", "محمد"),
    ("کتاب\u200cها", "کتاب ها"),
    ("۲۰۲۶", "2026"),
    ("soft\u00adware", "software"),
    ("شَلوٰم", "شلوم"),
    ("שָׁלוֹם", "שלום"),
]


@pytest.mark.parametrize(("one", "other"), SAME, ids=lambda text: ascii(text)[:20])
def test_ways_to_write_one_word_are_one(one, other):
    assert folded(one) == folded(other) != ""


DIFFERENT = [("йод", "иод"), ("हिन्दी", "हनद"), ("boat", "boats"), ("東", "京")]


@pytest.mark.parametrize(("one", "other"), DIFFERENT, ids=lambda text: ascii(text)[:20])
def test_different_words_stay_different(one, other):
    assert folded(one) != folded(other)


@given(st.text())
def test_folding_twice_changes_nothing_more(text):
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_no_folded_word_could_name_a_facet_or_speak_the_databases_language(text):
    assert set(folded(text)).isdisjoint("/\\'\"&|!<>():*-~\x00\x1f")


@given(st.text(alphabet=st.sampled_from('ab "-or“”'), max_size=60))
def test_each_alternative_wants_something(typed):
    for terms in alternatives(typed):
        assert any(term.is_wanted for term in terms)
        assert all(term.words == folded(term.words) != "" for term in terms)


@given(st.text(max_size=400))
def test_what_stands_after_the_first_characters_is_not_asked_for(typed):
    assert alternatives(typed) == alternatives(typed[:LONGEST])
    assert wanted(typed) == wanted(typed[:LONGEST])
