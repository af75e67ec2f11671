"""NewsML that is broken, hostile or merely heavy: a reason or a sound item, in good time."""

import time
from collections import Counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from newsroom.text.sanitize import clean_html
from newsroom.text.words import words
from newsroom.wire.parsers import newsml
from newsroom.wire.parsers.item import Skip, WireError, WireItem
from tests.newsroom.wire.parsers.newsml_copy import (
    KARACHI,
    LAYOUTS,
    component,
    content,
    damaged,
    item,
    kept_words,
    line,
    lines,
    metadata,
    newsml_of,
    nitf,
    read_all,
    rendition,
    story,
)


def test_the_doctype_that_brings_in_nitf_is_accepted_and_nothing_is_fetched():
    data, _expected = story(3)
    doctype = (
        b'<!DOCTYPE NewsML PUBLIC "urn:newsml:iptc.org:20001006:NewsMLv1.0.dtd:1" "a.dtd" [\n'
        b'\t<!ENTITY % nitf SYSTEM "file:///etc/passwd">\n\t%nitf;\n]>'
    )
    with_doctype = data.replace(b"?>", b"?>" + doctype, 1)

    assert read_all(with_doctype) == read_all(data)


def test_name_spaces_make_no_difference():
    data, _expected = story(3)
    spaced = data.replace(
        b"<NewsML ", b'<NewsML xmlns="http://iptc.org/std/NewsML/2003-10-10/" ', 1
    )

    assert read_all(spaced) == read_all(data)


ENTITY = "<!DOCTYPE NewsML [{0}]>".format
DEEP = "<NewsComponent>" * 10_000
HOSTILE = {
    "an outer entity": newsml_of(
        item(component(content("<p>&x;</p>"))),
        declaration=ENTITY('<!ENTITY x SYSTEM "file:///etc/passwd">'),
    ),
    "laughs": newsml_of(
        item(component(content("<p>&b;</p>"))),
        declaration=ENTITY('<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">'),
    ),
    "an entity behind NITF's": newsml_of(
        item(component(content("<p>&x;</p>"))),
        declaration=ENTITY('<!ENTITY % n SYSTEM "n.dtd"> %n; <!ENTITY x "y">'),
    ),
    "nesting": newsml_of(item(DEEP)),
    "cut off": story(1)[0][:700],
    "no item": newsml_of(),
    "no text": newsml_of(item()),
    "an empty component": newsml_of(item(component())),
    "another root": b"<a><b/></a>",
    "a hundred stories": newsml_of(
        item(component(*[component(lines(HeadLine="W"), content("<p>x</p>"))] * 100))
    ),
    "a thousand pictures": newsml_of(
        item(component(content("<p>x</p>"), *[rendition("Photo", "a.jpg")] * 1000))
    ),
    "an entity that nobody knows": newsml_of(item(component(content("<p>caf&egrave2; x</p>")))),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_and_empty_files_are_refused_with_a_reason(data):
    with pytest.raises(WireError, match=r"\w+ \w+"):
        newsml.parse(data, KARACHI)


HEAVY = {
    "a long attribute": item(
        component(lines(HeadLine="W"), content(f'<p a="{"x" * 1_000_000}">x</p>'))
    ),
    "a long line": item(component(lines(HeadLine="W " * 400_000), content("<p>x</p>"))),
    "a long last paragraph": item(
        component(lines(HeadLine="W"), content("<p>x</p><p>" + "ab/" * 300_000 + "</p>"))
    ),
    "many subjects and stories": item(
        component(
            metadata('<SubjectCode><Subject FormalName="04000000"/></SubjectCode>' * 5000),
            *[component(lines(HeadLine="W"), content("<p>x</p>"))] * 30,
        )
    ),
    "deep components": item("<NewsComponent>" * 200 + "</NewsComponent>" * 200),
    "many lines": item(component(lines(line("X", "y") * 10_000), content("<p>x</p>"))),
    "many empty components": item(component(content("<p>x</p>"), component() * 20_000)),
    "many kills": item(management='<AssociatedWith NewsItem="a:b:c" FormalName="Kill"/>' * 20_000),
}


@pytest.mark.parametrize("inner", HEAVY.values(), ids=HEAVY)
def test_heavy_files_take_no_longer_than_they_may(inner):
    started = time.process_time()
    try:
        found = newsml.parse(newsml_of(inner), KARACHI)
    except WireError:
        found = []

    assert time.process_time() - started < 2
    assert all(isinstance(part, (WireItem, Skip)) for part in found)


BLOWS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "double", "swap", "odd", "cut", "byte"]),
        st.integers(0, 100_000),
        st.integers(0, 100_000),
    ),
    min_size=1,
    max_size=5,
)


@given(seed=st.integers(0, 50), layout=st.sampled_from(LAYOUTS), blows=BLOWS)
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_gives_sound_items_or_a_reason(seed, layout, blows):
    data = damaged(story(seed, layout=layout, pictures=1)[0], blows)
    try:
        found = newsml.parse(data, KARACHI)
    except WireError:
        return

    assert found
    for part in found:
        if isinstance(part, WireItem):
            assert clean_html(part.body_html) == part.body_html
            assert part.version
            assert part.as_json()
    assert found == newsml.parse(data, KARACHI)


@given(
    seed=st.integers(0, 50),
    status=st.sampled_from(["Canceled", "Withheld", "Embargoed"]),
    blows=BLOWS,
)
@settings(max_examples=200, deadline=None)
def test_no_damage_makes_a_story_usable_that_was_not(seed, status, blows):
    data = damaged(story(seed, status=status)[0], blows)
    try:
        found = newsml.parse(data, KARACHI)
    except WireError:
        return

    assert all(part.pubstatus != "usable" for part in found if isinstance(part, WireItem))


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_characters_in_a_text_are_kept_as_words(text):
    kept = "".join(c for c in text if c.isprintable() and c not in "<>&\u2028")
    data = newsml_of(item(component(lines(HeadLine="W"), content(nitf(f"<p>{kept}</p>")))))

    found = read_all(data)
    # Characters such as "Ã©" look as if they had been encoded twice, and are put right.
    assume(not any("encoded twice" in warning for each in found for warning in each.warnings))

    assert not Counter(words(kept)) - kept_words(found)
