"""Three versions of a text become one: nobody's words are lost, and doubts are shown as such."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.text.merge import blocks, merge, merge_line, result, runs, summary
from newsroom.text.sanitize import clean_html, html_to_text
from newsroom.text.words import words

ONE = "<p>The ferry between the two islands stopped at noon, when the wind turned.</p>"
TWO = "<p>“We have waited <em>longer</em> than this,” said the harbour master, Zoë Brontë.</p>"
THREE = "<p>The company said that boats would leave again with the morning tide.</p>"
FOUR = "<p>Two boats had left before the wind rose, and a third was hauled back to the quay.</p>"


def html(*parts: str) -> str:
    return clean_html("\n".join(parts))


def kinds(base: str, ours: str, theirs: str) -> list[str]:
    return [hunk.kind for hunk in merge(base, ours, theirs) if hunk.kind != "kept"]


# --- A newsroom's cases ---


def test_a_typo_mended_here_and_a_paragraph_added_there_go_together():
    base = html(ONE, TWO, THREE)
    ours = html(ONE.replace("noon", "one o’clock"), TWO, THREE)
    theirs = html(ONE, TWO, THREE, FOUR)

    hunks = merge(base, ours, theirs)

    assert result(hunks) == html(ONE.replace("noon", "one o’clock"), TWO, THREE, FOUR)
    assert summary(hunks)["conflict"] == 0


def test_different_words_of_one_paragraph_go_together():
    ours, theirs = THREE.replace("company", "owner"), THREE.replace("morning", "evening")

    hunks = merge(html(ONE, THREE), html(ONE, ours), html(ONE, theirs))

    assert result(hunks) == html(ONE, ours.replace("morning", "evening"))
    assert kinds(html(ONE, THREE), html(ONE, ours), html(ONE, theirs)) == ["merged"]


def test_the_same_words_changed_by_both_are_a_conflict_and_ours_stand():
    ours, theirs = TWO.replace("longer", "far longer"), TWO.replace("longer", "much longer")

    hunks = merge(html(ONE, TWO), html(ONE, ours), html(ONE, theirs))

    assert summary(hunks)["conflict"] == 1
    assert result(hunks) == html(ONE, ours)
    [number] = [n for n, hunk in enumerate(hunks) if hunk.kind == "conflict"]
    assert result(hunks, {number: "theirs"}) == html(ONE, theirs)


def test_what_was_cut_here_and_corrected_there_is_a_conflict():
    theirs = html(ONE, THREE.replace("morning", "evening"))
    assert "conflict" in kinds(html(ONE, THREE), html(ONE), theirs)


def test_the_same_change_on_both_sides_is_none_to_decide_on():
    changed = html(ONE.replace("noon", "two"))
    assert kinds(html(ONE), changed, changed) == ["both"]


def test_a_headline_written_here_and_corrected_there_is_a_conflict_of_one_line():
    hunk = merge_line("Ferry stops in wind", "Boats wait for the tide", "Ferry stops in storm")
    assert hunk.kind == "conflict"
    assert result([hunk]) == "Boats wait for the tide"
    assert result([hunk], {0: "theirs"}) == "Ferry stops in storm"


def test_what_each_side_changed_can_be_shown_word_by_word():
    hunks = merge(html(ONE), html(ONE), html(ONE.replace("noon", "two")))
    [hunk] = [each for each in hunks if each.kind == "theirs"]

    [paragraph] = runs(hunk).theirs

    assert [(run.kind, run.text.strip()) for run in paragraph if run.kind != "kept"] == [
        ("removed", "noon"),
        ("added", "two"),
    ]


@pytest.mark.parametrize("choices", [{99: "ours"}, {-1: "ours"}, {0: "mine"}])
def test_a_choice_that_fits_nothing_is_refused_in_words(choices):
    with pytest.raises(ValueError, match="open the page again"):
        result(merge(html(ONE), html(ONE), html(TWO)), choices)


# --- Laws ---

_WORDS = st.sampled_from("the ferry wind Zoë quay tide noon — “left” کشتی 川 a&lt;b".split())
_INLINE = st.builds(
    lambda text, mark: f"<{mark}>{text}</{mark}>" if mark else text,
    st.lists(_WORDS, min_size=1, max_size=6).map(" ".join),
    st.sampled_from(["", "", "", "em", "strong"]),
)
_BLOCK = st.builds(
    lambda parts, tag: f"<{tag}>{' '.join(parts)}</{tag}>",
    st.lists(_INLINE, min_size=1, max_size=4),
    st.sampled_from(["p", "p", "p", "h2", "blockquote"]),
)
BODY = st.lists(_BLOCK, max_size=6).map("\n".join).map(clean_html)


@st.composite
def versions(draw: st.DrawFn) -> tuple[str, str, str]:
    """A text and two edits of it."""
    base = draw(st.lists(_BLOCK, max_size=6))

    def edited() -> str:
        parts = list(base)
        for _ in range(draw(st.integers(0, 3))):
            at = draw(st.integers(0, len(parts)))
            what = draw(st.sampled_from(["insert", "drop", "reword", "swap"]))
            if what == "insert":
                parts.insert(at, draw(_BLOCK))
            elif parts and what == "drop":
                parts.pop(at % len(parts))
            elif parts and what == "reword":
                parts[at % len(parts)] = parts[at % len(parts)].replace("the", "a", 1)
            elif len(parts) > 1:
                parts[0], parts[-1] = parts[-1], parts[0]
        return clean_html("\n".join(parts))

    return clean_html("\n".join(base)), edited(), edited()


def same(one: str, other: str) -> bool:
    return blocks(one) == blocks(other)


@settings(deadline=None)
@given(BODY, BODY)
def test_where_only_one_side_changed_its_text_is_the_result(base, changed):
    assert same(result(merge(base, base, changed)), changed)
    assert same(result(merge(base, changed, base)), changed)
    assert same(result(merge(base, changed, changed)), changed)


@settings(deadline=None)
@given(versions())
def test_whoever_is_chosen_everywhere_has_their_whole_text(three):
    base, ours, theirs = three
    hunks = merge(base, ours, theirs)
    for side, text in (("base", base), ("ours", ours), ("theirs", theirs)):
        chosen = dict.fromkeys(range(len(hunks)), side)
        assert html_to_text(result(hunks, chosen)).split() == html_to_text(text).split()


@settings(deadline=None)
@given(versions())
def test_the_result_is_clean_and_no_word_of_either_side_is_lost_from_the_hunks(three):
    base, ours, theirs = three
    hunks = merge(base, ours, theirs)

    merged = result(hunks)

    assert clean_html(merged) == merged
    for side, text in (("ours", ours), ("theirs", theirs)):
        kept = " ".join(html_to_text("\n".join(getattr(hunk, side))) for hunk in hunks)
        assert sorted(words(kept)) == sorted(words(html_to_text(text)))


@settings(deadline=None)
@given(versions())
def test_swapping_the_sides_swaps_what_is_said_of_them(three):
    base, ours, theirs = three
    there, here = summary(merge(base, ours, theirs)), summary(merge(base, theirs, ours))
    assert (there["ours"] > 0) == (here["theirs"] > 0)
    assert there["conflict"] == here["conflict"]


def test_long_texts_are_compared_in_good_time():
    base = [
        f"<p>Paragraph {number}: the tide rose, the wind turned.</p>" for number in range(3_000)
    ]
    ours = [text.replace("tide", "sea") if n % 3 == 0 else text for n, text in enumerate(base)]
    theirs = list(reversed(base))

    start = time.process_time()
    merge(*("\n".join(text) for text in (base, ours, theirs)))

    assert time.process_time() - start < 8
