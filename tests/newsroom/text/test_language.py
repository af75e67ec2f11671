"""Language tags and directions."""

import pytest

from newsroom.text.language import direction, guess_script_direction, is_language_tag


@pytest.mark.parametrize(
    "tag", "ar fa ur ur-PK he ps sd ug yi dv ckb ku-Arab pa-Arab ar_EG UR".split()
)
def test_written_from_right_to_left(tag):
    assert direction(tag) == "rtl"


@pytest.mark.parametrize(
    "tag", ["en", "ku", "pa", "ur-Latn", "ar-Latn-x-y", "", "zh-Hant", "de-CH"]
)
def test_written_from_left_to_right(tag):
    assert direction(tag) == "ltr"


@pytest.mark.parametrize(
    "tag", ["en", "ur-PK", "zh-Hant-TW", "de-CH-1996", "pa-Arab", "es-419", "x" * 5]
)
def test_language_tags(tag):
    assert is_language_tag(tag)


@pytest.mark.parametrize(
    "tag", ["", "e", "en_US", "en-", "english language", "ur--PK", "x" * 50, "en\n"]
)
def test_other_strings(tag):
    assert not is_language_tag(tag)


@pytest.mark.parametrize(
    ("text", "way"), [("", "ltr"), ("پاکستان AFP", "rtl"), ("Pakistan پاک", "ltr"), ("123", "ltr")]
)
def test_guess_script_direction(text, way):
    assert guess_script_direction(text) == way
