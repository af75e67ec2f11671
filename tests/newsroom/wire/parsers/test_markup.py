"""Agency XML to a tree: safe, forgiving where agencies slip, and without a word lost."""

import time
from unittest import mock

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from newsroom.wire.parsers import markup
from newsroom.wire.parsers.item import WireError
from newsroom.wire.parsers.markup import (
    attribute_at,
    attributes_at,
    document,
    folded,
    found_at,
    text_at,
    text_of,
    texts_at,
)


def text(source: str | bytes, **options) -> str:
    data = source.encode() if isinstance(source, str) else source
    return "".join(document(data, **options)[0].itertext())


# --- Entities and references ---


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("caf&eacute; au lait", "café au lait"),
        ("&lt;b&gt; &amp; &quot;x&quot; &apos;", '<b> & "x" \''),
        ("a&nbsp;b", "a\u00a0b"),
        ("&LT;b&GT; &AMP; &QUOT;", '<b> & "'),
        ("&#233; &#xE9; &#xe9;", "é é é"),
        # Windows-1252 by number, as many word processors write it.
        ("don&#146;t &#147;x&#148; &#151; &#x80;", "don’t “x” — €"),
        ("&#129;x", "x"),
        ("&#0;x &#xFFFF;", "x "),
        ("&#38;amp; &#60;b>", "&amp; <b>"),
        ("e&#769;t&#233;", "été"),
        ("so&shy;ft&#8203;ly &#x202E;x", "softly x"),
        ("AT&T, R&D and x&y;z"[:15], "AT&T, R&D and x"),
        ("fish & chips &", "fish & chips &"),
        ("<![CDATA[fish & &eacute; <b>]]>", "fish & &eacute; <b>"),
        ("<!-- &nothing; --> x", " x"),
    ],
)
def test_references_become_the_characters_that_were_meant(source, expected):
    assert text(f"<p>{source}</p>") == expected
    assert text(f'<!DOCTYPE p SYSTEM "x.dtd"><p>{source}</p>') == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("&#34;x&#34;", '"x"'), ("&QUOT;&quot;", '""'), ("&eacute;&#10;y", "é y"), ("a & b", "a & b")],
)
def test_references_in_attributes_cannot_end_them(value, expected):
    root, _ = document(f'<p a="{value}"/>'.encode())

    assert folded(root.get("a")) == expected


def test_an_entity_that_nobody_defined_refuses_the_file_and_is_named():
    with pytest.raises(WireError, match="the entity “&such;”, which nothing explains"):
        document(b"<p>one &such; two</p>")


@pytest.mark.parametrize(
    "source",
    [
        '<!DOCTYPE p [<!ENTITY a "x">]><p>&a;</p>',
        '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/hostname">]><p>&x;</p>',
        "<!DOCTYPE p [<!ENTITY % d \"<!ENTITY a 'x'>\"> %d;]><p/>",
        '<!DOC\u200bTYPE p [<!ENTITY a "x">]><p>&amp;</p>',
        '<!DOC&#8203;TYPE p [<!ENTITY a "x">]><p/>',
        "<!DOCTYPE p><!DOCTYPE p><p/>",
        "<!DOCTYPE p" * 5_000,
        "<!DOCTYPE p [" + "<!-- x -->" * 30_000,
    ],
)
def test_a_doctype_that_defines_or_never_ends_is_refused(source):
    with pytest.raises(WireError):
        document(source.encode())


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\ufeff",
        "\n  <!-- a <p> in a comment -->\n",
        '<?xml version="1.0"?><?style href="x>y"?>',
        '<!DOCTYPE nitf PUBLIC "-//IPTC//DTD NITF 3.4//EN" "http://agency.example/x>y.dtd">\n',
        '<!DOCTYPE p [<!ELEMENT p ANY><!ATTLIST p a CDATA #IMPLIED>]>',
        # A DTD that is brought in is not fetched, as the one that is named is not.
        '<!DOCTYPE p SYSTEM "a.dtd" [<!ENTITY % d SYSTEM "http://127.0.0.1:9/x.dtd"> %d;]>',
        "<!-- x --><!doctype p><!-- y -->",
    ],
)  # fmt: skip
def test_what_stands_before_the_root_is_put_aside(before):
    assert text(f"{before}<p>word</p>") == "word"


# --- Encodings ---


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("<p>“é”</p>".encode(), ""),
        ('<?xml version="1.0" encoding="iso-8859-1"?><p>“é”</p>'.encode(), "but is UTF-8"),
        ('<?xml version="1.0" encoding="windows-1252"?><p>“é”</p>'.encode("cp1252"), ""),
        ('<?xml version="1.0" encoding="UTF-16"?><p>“é”</p>'.encode("utf-16"), ""),
        ('<?xml version="1.0" encoding="utf-16"?><p>“é”</p>'.encode("utf-16-be"), "without a mark"),
        ("<p>“é”</p>".encode("cp1252"), "Windows-1252"),
    ],
)
def test_whatever_the_file_says_of_its_bytes_the_words_are_right(data, told):
    root, warnings = document(data)

    assert root.text == "“é”"
    assert told in " ".join(warnings)
    assert bool(warnings) == bool(told)


def test_the_feeds_encoding_is_tried():
    assert text("<p>Жить</p>".encode("cp1251"), encoding="windows-1251") == "Жить"


def test_control_characters_do_not_break_a_file():
    assert text("<p>w\x00o\x0brd\x1b \x7fx</p>") == "wo\nrd x"


def test_texts_are_composed_but_no_tag_is():
    assert text("<p>e\u0301 <b>\u0338x</b>\u0338</p>") == "é \u0338x\u0338"


# --- What a broken file is told ---


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<p>cut o", "breaks off or is not closed (line 1); ask for the file again"),
        ("<p>\n</q></p>", "(line 2)"),
        ("<p " + "a" * 20 + "></p>", "The XML is broken (line 1)"),
        ("", "The XML is broken"),
        ("no tags", "The XML breaks off"),
        ("<p>" * 10_000, "nested too deep to be a story"),
        ("<a:p>x</a:p>", "The XML is broken"),
        (f"<p>{'x' * 10_000_010}</p>", "far too long to be a story's"),
    ],
)
def test_a_broken_file_says_what_is_wrong_and_where(source, reason):
    with pytest.raises(WireError) as refusal:
        document(source.encode())

    assert reason in str(refusal.value)
    assert str(refusal.value).endswith(".")


@pytest.mark.parametrize(
    "source",
    [
        "&" * 500_000,
        "<!--" * 200_000,
        "<?" * 300_000,
        "<![CDATA[" * 100_000,
        "<p " + " ".join(f'a{n}="x"' for n in range(50_000)) + "/>",
        f'<p a="{"x" * 5_000_000}"/>',
        "<p>" + "&#9;" * 300_000 + "</p>",
        "<x>" + "<p/>" * 500_000 + "</x>",
    ],
)
def test_hostile_files_are_read_or_refused_in_short_time(source):
    start = time.process_time()
    try:
        document(source.encode())
    except WireError as reason:
        assert str(reason)  # noqa: PT017  (some are sound)

    assert time.process_time() - start < 2


@given(
    st.binary(max_size=200)
    | st.text(st.sampled_from("<>&;!?/ap#x38 \u0338e\u0301[]-\"'")).map(str.encode)
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_a_tree_or_a_reason(data):
    for source in (data, b"<p>" + data + b"</p>"):
        try:
            assert document(source)[0] is not None
        except WireError:
            continue


# --- Name spaces ---


@pytest.mark.parametrize(
    "source",
    [
        '<n:nitf xmlns:n="urn:x"><n:body>x</n:body></n:nitf>',
        '<nitf xmlns="urn:x"><body>x</body></nitf>',
        '<nitf><b:body xmlns:b="urn:y">x</b:body></nitf>',
        "<nitf><xml:body>x</xml:body></nitf>",
    ],
)
def test_names_stand_without_their_name_spaces(source):
    root, _ = document(source.encode())

    assert root.tag == "nitf"
    assert text_at(root, "body") == "x"


DECLARED = [
    '<a xmlns="urn:x">', "<a b='1' xmlns='urn:x'>", '<a\n  xmlns="urn:x" c="2">', "<a>", "</a>",
    '<a xmlns="urn:x"/>', '<a b=\' xmlns="urn:x" \'>', ' xmlns="urn:x"', '<a xmlns="">', "x",
    '<n:a xmlns:n="urn:y">', "</n:a>", '<![CDATA[ xmlns="urn:x"]]>', '<!-- <a xmlns="urn:x"> -->',
    """<a b='xmlns="q"' xmlns="urn:x">""", '<![CDATA[<a xmlns="urn:x">]]>', "<a/>",
    '<a xmlns="urn:x" xmlns="urn:y">', '<?p <a xmlns="urn:x"?>', 'xmlns="urn:x"',
]  # fmt: skip


@given(st.lists(st.sampled_from(DECLARED), max_size=12))
@example(["""<a b='xmlns="q"' xmlns="urn:x">""", "</a>"])
@example(['<![CDATA[<a xmlns="urn:x">]]>'])
def test_names_are_freed_before_the_tree_is_made_or_after_and_it_is_the_same(parts):
    source = f"<r>{''.join(parts)}</r>".encode()

    assert seen(source) == seen(source, early=False)


def seen(source, *, early=True):
    free = markup._without_default_names if early else str
    with mock.patch.object(markup, "_without_default_names", free):
        try:
            root, _ = document(source)
        except WireError as reason:
            return str(reason).partition(" (line")[0]
    return [(each.tag, dict(each.attrib), each.text, each.tail) for each in root.iter()]


# --- Asking the tree ---

TREE = document(
    b"<a><b k=' one\n two '>x</b><b/><b k='three'>y <i>z</i></b><c><b k='four'>w</b></c></a>"
)[0]


def test_the_first_with_words_answers_and_all_are_listed_in_order():
    assert text_at(TREE, "q", "c/b", "b") == "w"
    assert texts_at(TREE, "b") == ["x", "y z"]
    assert attribute_at(TREE, "b", "k") == "one two"
    assert attributes_at(TREE, "b", "k") == ["one two", "three"]
    assert attributes_at(TREE, ".//b", "k") == ["one two", "three", "four"]
    assert (text_at(None, "b"), texts_at(None, "b"), attribute_at(None, "b", "k")) == ("", [], "")


NAMES = ["a", "b", "body.content", "hl1", "nitf-table"]
TREES = st.recursive(
    st.sampled_from(NAMES).map(lambda name: f"<{name}/>"),
    lambda inner: st.tuples(st.sampled_from(NAMES), st.lists(inner, max_size=3)).map(
        lambda parts: f"<{parts[0]}>{''.join(parts[1])}</{parts[0]}>"
    ),
    max_leaves=12,
)
PATHS = st.lists(st.sampled_from([*NAMES, "*"]), min_size=1, max_size=3).map("/".join)


@given(TREES, PATHS | st.sampled_from([".//b", "b[1]", ".", "..", "a//b"]))
def test_elements_are_found_as_lxml_finds_them(source, path):
    element = etree.fromstring(f"<x>{source}</x>")

    assert list(found_at(element, path)) == list(element.iterfind(path))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<x>un<em>believ</em>able</x>", "unbelievable"),
        ("<x><p>one</p><p>two</p></x>", "one two"),
        ("<x>By A. NAME<byttl>Writer</byttl></x>", "By A. NAME Writer"),
        ("<x>one<br/>two</x>", "one two"),
        ("<x><city>Quetta</city>, <country>Pakistan</country></x>", "Quetta, Pakistan"),
        ("<x>\n  one\t two\u00a0three </x>", "one two\u00a0three"),
        ("<x/>", ""),
    ],
)
def test_the_words_of_an_element_are_those_a_reader_sees(source, expected):
    assert text_of(document(source.encode())[0]) == expected


def test_nothing_is_the_text_of_nothing():
    assert text_of(None) == ""


@given(st.text())
def test_folding_folds_once_and_keeps_every_letter(text):
    once = folded(text)

    assert folded(once) == once
    assert "".join(once.split()) == "".join(text.split())
    assert text.count("\u00a0") == once.count("\u00a0")
    assert "\n" not in once
