"""NewsML 1.x: one story whatever its layout, every line in its field, no word lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.wire.parsers.item import Media, Subject
from tests.newsroom.wire.parsers.newsml_copy import (
    LAYOUTS,
    LEAD,
    NEXT,
    body,
    component,
    content,
    item,
    kept_words,
    line,
    lines,
    metadata,
    newsml_of,
    nitf,
    read,
    read_all,
    seen_words,
    story,
    told,
)

# --- One story ---


@pytest.mark.parametrize("arabic", [False, True], ids=["English", "Arabic"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_story_is_the_same_in_every_layout(layout, arabic):
    data, expected = story(7, layout=layout, arabic=arabic, pictures=2)

    found = read(data)

    assert (found.format, found.type, found.pubstatus) == ("newsml", "text", "usable")
    assert (found.guid, found.version) == (expected.guid, expected.version)
    assert (found.headline, found.language) == (expected.headline, expected.language)
    assert body(found) == list(expected.paragraphs)
    assert found.dateline
    assert (found.dateline.place, found.dateline.date) == ("QUETTA", "May 3")
    assert (found.byline, found.credit, found.slugline) == ("Nasreen Qadri", "AFP", "harbour-wall")
    assert found.set_apart == (expected.sign_off,)
    assert found.media == tuple(
        Media(f"photo{n}.jpg", caption, "Ömer Yıldız / AFP", "image/jpeg", 768, 512)
        for n, caption in enumerate(expected.captions)
    )
    assert found.first_created == datetime(2031, 5, 3, 7, 0, tzinfo=UTC)
    assert found.version_created == datetime(2031, 5, 3, 11, 59, tzinfo=UTC)
    assert found.rights == "© 2031 Harbour"
    assert found.warnings == (f"set apart: {expected.sign_off}",)


@given(
    seed=st.integers(0, 10_000),
    layout=st.sampled_from(LAYOUTS),
    count=st.integers(1, 12),
    pictures=st.integers(0, 3),
    arabic=st.booleans(),
    dateline=st.booleans(),
    sign_off=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_word_is_lost_and_the_same_file_gives_the_same_items(
    seed, layout, count, pictures, arabic, dateline, sign_off
):
    data, _expected = story(
        seed,
        layout=layout,
        paragraphs=count,
        pictures=pictures,
        arabic=arabic,
        dateline_in_body=dateline,
        sign_off=sign_off,
    )

    found = read_all(data)

    assert not seen_words(data.decode()) - kept_words(found)
    assert found == read_all(data)


@pytest.mark.parametrize(
    "sign_off",
    [
        "hh/ph/ts/hd",
        "burs-jhb/rl",
        "او/كام/ص ك",
        "دمس-دلا/كام/غ ر",
        "ميب/ح س/جص",
        "ماب/ب ق",
        "asl/tib/pid/cac",
    ],
)
def test_the_initials_of_the_desk_are_set_apart(sign_off):
    found = told(body=f"<p>{LEAD}</p><p>{sign_off} </p><p/><p> </p>")

    assert (body(found), found.set_apart) == ([LEAD], (sign_off,))


@pytest.mark.parametrize("last", ["He drove at 90 km/h.", "Yes/No", "It is 24/7", "http://a/b"])
def test_a_last_line_with_a_stroke_is_still_text(last):
    assert body(told(body=f"<p>{LEAD}</p><p>{last}</p>")) == [LEAD, last]


def test_the_agencys_name_at_the_end_becomes_the_credit_if_it_is_the_datelines_too():
    signed = f"<p>Quetta, 3 may (EFE).- {LEAD}</p><p>{NEXT} EFE</p>"
    assert body(told(body=signed)) == [LEAD, NEXT]
    assert told(body=signed).credit == "EFE"

    other = told(body=f"<p>QUETTA, May 3 (AFP) - {LEAD}</p><p>{NEXT} EFE</p>")
    assert (body(other)[-1], other.credit) == (f"{NEXT} EFE", "AFP")


def test_a_long_notice_of_rights_below_the_text_is_set_apart():
    notice = (
        "© Harbour Agency. " + "All rights belong to it and may be given to others only by it. " * 2
    )

    found = told(body=f"<p>{LEAD}</p><p>{notice}</p>")

    assert (body(found), found.set_apart) == ([LEAD], (notice.strip(),))
    prose = f"Copyright was never asked for, said the harbour master. {NEXT} {NEXT}"
    assert body(told(body=f"<p>{LEAD}</p><p>{prose}</p>")) == [LEAD, prose]


def test_an_alert_without_a_headline_gets_one_from_its_text():
    found = told(top=lines(HeadLine=""), kind="Alert", label="Alert")

    assert "headline" in found.warnings
    assert LEAD.startswith(found.headline)
    assert (found.slugline, found.signals) == ("Alert", ("flash",))


# --- Lines ---


@pytest.mark.parametrize(
    ("kind", "text", "signals"),
    [
        ("AdvisoryLine", "ADDS reaction of the union", ("addition",)),
        ("AdvisoryLine", "CORRECTS para 4 to say Thursday", ("correction",)),
        ("AdvisoryLine", "RECASTS, with the union's answer", ("writethru",)),
        ("ProductLine", "(Photo+Video)", ()),
    ],
)
def test_lines_for_editors_go_to_the_note_and_are_obeyed(kind, text, signals):
    found = told(top=lines(line(kind, text), HeadLine="Wall"))

    assert (found.ednote, found.signals, found.pubstatus) == (text, signals, "usable")


def test_every_kind_of_line_has_its_place():
    top = lines(
        line("CatchWord", "Harbours"),
        line("TheirOwnLine", "Nobody knows what this is"),
        HeadLine="Wall to be inspected",
        SubHeadLine="The rains are near",
        ByLine="Nasreen Qadri",
        ByLineTitle="Harbour Writer",
        CreditLine="Harbour Agency",
        CopyrightLine="© Harbour",
        SeriesLine="Asia",
        SlugLine="wall",
        KeywordLine="FERRY;RAIN",
        MoreLink="http://agency.example/",
    )

    found = told(top=top)

    assert (found.headline, found.abstract) == ("Wall to be inspected", "The rains are near")
    assert (found.byline, found.credit) == ("Nasreen Qadri, Harbour Writer", "Harbour Agency")
    assert (found.rights, found.slugline) == ("© Harbour", "wall")
    assert set(found.keywords) == {"Harbours", "FERRY", "RAIN"}
    assert set(found.set_apart) == {"Asia", "Nobody knows what this is"}


@pytest.mark.parametrize(
    ("said", "place", "date", "source"),
    [
        ("Paris, 9 déc 2018 (AFP) -", "Paris", "9 déc 2018", "AFP"),
        ("بلغراد (أ ف ب)", "بلغراد", "", "أ ف ب"),
        ("ملقة (إسبانيا) (أ ف ب)", "ملقة (إسبانيا)", "", "أ ف ب"),
        ("Landquart GR", "Landquart GR", "", ""),
        ("January 21", "", "January 21", ""),
    ],
)
def test_a_dateline_in_its_field_needs_less_proof_than_one_in_the_text(said, place, date, source):
    found = told(top=lines(HeadLine="Wall", DateLine=said))

    assert found.dateline
    assert (found.dateline.place, found.dateline.date) == (place, date)
    assert (found.dateline.source, found.dateline.text) == (source, said)
    assert found.credit == source


@pytest.mark.parametrize("said", ["20310503T115900+0000", "4/4/2018", "said to be a wall of mud"])
def test_what_is_no_dateline_is_set_apart(said):
    found = told(top=lines(HeadLine="Wall", DateLine=said))

    assert found.dateline is None
    assert found.set_apart == (said,)


def test_the_agency_is_found_where_no_credit_is_given():
    def credit(admin: str, provider: str = "harbour.example") -> str:
        return told(
            f"<AdministrativeMetadata>{admin}</AdministrativeMetadata>", provider=provider
        ).credit

    named = '<{0}><Party FormalName="{1}"/></{0}>'
    assert credit(named.format("Provider", "Harbour Agency")) == "Harbour Agency"
    assert credit(named.format("Provider", "afp.com") + named.format("Source", "ATS")) == "ATS"
    # The address in the net is no credit, but it names the agency.
    assert credit(named.format("Provider", "afp.com"), provider="afp.com") == "AFP"
    assert credit("") == ""


def test_initials_are_no_byline():
    found = told(top=lines(HeadLine="Wall", ByLine="daa/mt/msr"))

    assert (found.byline, found.set_apart) == ("", ("daa/mt/msr",))


# --- Metadata ---


def test_subjects_of_every_level_keep_their_scheme():
    found = told(
        metadata(
            '<SubjectCode><Subject FormalName="04000000" cat="ECO"/></SubjectCode>',
            '<SubjectCode><SubjectMatter FormalName="04011000" cat="POL"/>'
            '<SubjectDetail FormalName="04011002" Scheme="IptcSubjectCodes"/></SubjectCode>',
            '<SubjectCode><Subject FormalName="04000000" cat="ECO"/></SubjectCode>',
            '<SubjectCode><Subject FormalName="" /></SubjectCode>',
            '<SubjectCode><Subject FormalName="X1" Vocabulary="urn:x:codes"/></SubjectCode>',
        )
    )

    assert found.subjects == (
        Subject("04000000", "IPTC"),
        Subject("04011000", "IPTC"),
        Subject("04011002", "IptcSubjectCodes"),
        Subject("X1", "urn:x:codes"),
    )
    assert found.category == "ECO"


def test_subjects_are_named_by_the_files_own_topics_in_its_language():
    topic = (
        '<TopicSet FormalName="S"><Topic><FormalName>04000000</FormalName>'
        '<Description xml:lang="el" Variant="Name">Οικονομία</Description>'
        '<Description xml:lang="fr" Variant="Name">Économie</Description>'
        '<Description xml:lang="en" Variant="Category">ECO</Description>'
        "</Topic></TopicSet>"
    )
    code = '<SubjectCode><Subject FormalName="04000000"/></SubjectCode>'

    found = told(topic, metadata(code, language="fr"))

    assert found.subjects == (Subject("04000000", "IPTC", "Économie"),)
    assert (found.category, found.language) == ("ECO", "fr")


def test_places_genres_and_keywords():
    def location(how: str, country: str, city: str) -> str:
        return (
            f'<Location HowPresent="{how}"><Property FormalName="Country" Value="{country}"/>'
            f'<Property FormalName="City" Value="{city}"/></Location>'
        )

    found = told(
        metadata(
            location("Event", "IND", ""),
            location("Origin", "PAK", "Quetta"),
            location("Event", "ZZZ", "القدس"),
            '<Genre FormalName="Analysis"/><Genre FormalName="Sea"/>',
            '<Property FormalName="Keyword" Value=" wall "/>',
            '<Property FormalName="Keyword" Value="ferry;rain"/>',
        )
    )

    assert found.places == ("Quetta, PAK", "IND", "القدس")
    assert (found.genre, found.keywords) == ("Analysis", ("wall", "ferry", "rain", "Sea"))


@pytest.mark.parametrize(
    ("urgency", "priority", "expected"),
    [("3", "5", 3), ("", "7", 7), ("x", "9", 9), ("0", "", 5), ("12", "4", 9)],
)
def test_urgency_is_the_items_own_else_the_envelopes_priority(urgency, priority, expected):
    said = f'<Urgency FormalName="{urgency}"/>' if urgency else ""
    data = newsml_of(
        item(component(lines(HeadLine="Wall"), content(nitf(LEAD))), management=said),
        priority=priority,
    )

    assert read(data).urgency == expected


def test_times_without_a_zone_are_the_feeds():
    assert told(created="20310503T150000").version_created == datetime(
        2031, 5, 3, 10, 0, tzinfo=UTC
    )
    late = told(created="yesterday")
    # The envelope was sent at noon and ten seconds.
    assert late.version_created == datetime(2031, 5, 3, 12, 0, 10, tzinfo=UTC)
    assert any(warning.startswith("time: “yesterday”") for warning in late.warnings)


def test_usage_rights_are_kept():
    said = "<UsageRights><UsageType>NO ARCHIVAL USE</UsageType></UsageRights>"

    assert told(f"<RightsMetadata>{said}</RightsMetadata>").rights == "NO ARCHIVAL USE"


def test_the_nitf_inside_adds_what_the_newsml_does_not_say():
    head = (
        "<title>Wall</title><tobject>"
        '<tobject.subject tobject.subject.refnum="02001000"/></tobject>'
        '<docdata><evloc city="Quetta" iso-cc="PAK"/><ed-msg info="ADDS quotes"/>'
        '<key-list><keyword key="flood"/></key-list></docdata>'
    )
    top = "<hedline><hl1>Wall, says NITF</hl1></hedline><abstract><p>In short.</p></abstract>"

    found = read(
        newsml_of(
            item(
                component(
                    lines(HeadLine="Wall to be inspected"),
                    content(nitf(f"<p>{LEAD}</p>", head=head, top=top)),
                )
            )
        )
    )

    assert (found.headline, found.abstract) == ("Wall to be inspected", "In short.")
    assert (found.ednote, found.signals) == ("ADDS quotes", ("addition",))
    assert (found.places, found.keywords) == (("Quetta, PAK",), ("flood",))
    assert [subject.code for subject in found.subjects] == ["02000000", "02001000"]
    assert "Wall, says NITF" in found.set_apart
