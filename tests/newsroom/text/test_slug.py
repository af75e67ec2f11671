"""Slugs proposed from headlines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.text.slug import proposed_slug

UID = "0190A2b3-c4d5-7e6f"


@pytest.mark.parametrize(
    ("headline", "slug"),
    [
        ("Border ‘must be sealed’: don’t wait", "border-must-be-sealed-dont-wait"),
        ("US–Kabul talks, 10-year war", "us-kabul-talks-10-year-war"),
        ("Çok güzel Straße", "çok-güzel-straße"),
        ("İstanbul", "istanbul"),
        ("وزیرِ اعظم پاکستان", "وزیرِ-اعظم-پاکستان"),
        ("ﬁre at ½ past", "fire-at-1-2-past"),
        ("1984", "story-0190a2b3"),
        ("In 1984", "in-1984"),
        ("— !", "story-0190a2b3"),
        ("", "story-0190a2b3"),
        ("word " * 30, "-".join(["word"] * 16)),
        ("x" * 200, "x" * 80),
    ],
)
def test_proposed_slug(headline, slug):
    assert proposed_slug(headline, UID) == slug


@given(st.text())
def test_a_slug_is_short_stable_and_fit_for_a_path(headline):
    slug = proposed_slug(headline, UID)

    assert 0 < len(slug) <= 80
    assert not set(slug) & set("/?#%& .\\\n")
    assert not slug.startswith("-")
    assert proposed_slug(slug, UID) == slug
