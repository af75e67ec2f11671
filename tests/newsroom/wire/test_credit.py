"""Where stories end: credits, sign-offs, and the furniture after them."""

import pytest

from newsroom.wire.agencies import with_names
from newsroom.wire.credit import split_credit

LONG = "The harbour master said on Monday that the flood wall would be inspected twice a year."
MORE = "A union leader said the night ferry must stay open all winter, whatever that may cost."


@pytest.mark.parametrize(
    ("end", "credit"),
    [
        (".—AFP", "AFP"),
        (". (Reuters)", "Reuters"),
        (". -APP/rzr-maz", "APP/rzr-maz"),
        (". — Reuters", "Reuters"),
        (". - AFP", "AFP"),
        (".–Agencies", "Agencies"),
        (". [AFP]", "AFP"),
        (". /AFP", "AFP"),
        (".—Courtesy The Guardian", "Courtesy The Guardian"),
        (".—AFP/Reuters", "AFP/Reuters"),
        (".”—Our Correspondent", "Our Correspondent"),
        ("۔—اے ایف پی", "اے ایف پی"),
        (". (ANSA).", "ANSA"),
    ],
)
def test_a_credit_glued_to_the_last_sentence_is_cut(end, credit):
    sentence = LONG.rstrip(".")
    ending = split_credit([MORE, sentence + end, "Opinion"])

    assert ending.credit == credit
    assert ending.body[0] == MORE
    assert ending.body[1].startswith(sentence)
    assert credit not in ending.body[1]
    assert ending.set_apart == ("Opinion",)


@pytest.mark.parametrize(
    "name", ["Meridian", "Coastal Press", "Associated Press of Pakistan", "موج"]
)
@pytest.mark.parametrize(
    "furniture", [(), ("Opinion", "Editorial", "Salt and silence", "07 May, 2024")]
)
def test_an_agency_that_nobody_told_us_of_is_known_by_where_it_stands(name, furniture):
    ending = split_credit([MORE, f"{LONG}—{name}", *furniture])

    assert ending.credit == name
    assert ending.body == (MORE, LONG)
    assert ending.set_apart == furniture
    assert "check it" in ending.doubt


def test_after_a_quotation_one_word_is_an_agency_and_two_are_who_said_it():
    agency, person = (
        split_credit([MORE, f"He said: “{LONG}”—{name}"]) for name in ("Meridian", "Ida Qadri")
    )

    assert (agency.credit, agency.body[-1]) == ("Meridian", f"He said: “{LONG}”")
    assert (person.credit, person.body[-1]) == ("", f"He said: “{LONG}”—Ida Qadri")


@pytest.mark.parametrize(
    "paragraphs",
    [
        [f"“{LONG}”—Meridian Qadri", MORE],  # who said it
        [f"{LONG}—Meridian", MORE, LONG],  # prose goes on
        [LONG, f"{MORE[:-1]}—Meridian and so on"],
        [LONG, "He came—Meridian had called him."],
    ],
)
def test_a_dash_within_a_story_closes_nothing(paragraphs):
    ending = split_credit(paragraphs)

    assert (ending.credit, ending.body) == ("", tuple(paragraphs))


def test_a_line_amid_a_text_that_its_format_delimits_closes_nothing():
    listing = [MORE, "AFP", *["Cricket: first day - 6.30"] * 8, f"{LONG}—AFP", "ends"]

    pasted, delimited = split_credit(listing), split_credit(listing, is_delimited=True)

    assert pasted.body == (MORE,)
    assert delimited.body == (*listing[:-2], LONG)
    assert (delimited.credit, delimited.set_apart) == ("AFP", ("ends",))


def test_a_feed_knows_what_its_source_is_called():
    agencies = with_names("Coastal Press", "")

    alone = split_credit([MORE, LONG, "Coastal Press", "Opinion"], agencies=agencies)
    bracketed = split_credit([MORE, f"{LONG} (Coastal Press)"], agencies=agencies)

    assert (alone.credit, alone.body, alone.set_apart) == (
        "Coastal Press",
        (MORE, LONG),
        ("Opinion",),
    )
    assert (bracketed.credit, bracketed.body) == ("Coastal Press", (MORE, LONG))


@pytest.mark.parametrize(
    ("last", "kept", "credit"),
    [
        ("He said it.-Reuters", "He said it.", "Reuters"),
        ("He said no. -AFP", "He said no.", "AFP"),
        ("More of it in a 10-year war.-AFP", "More of it in a 10-year war.", "AFP"),
        ("Sport and leisure/AFP", "Sport and leisure/AFP", ""),
        ("“No.” -APP/rzr-maz", "“No.”", "APP/rzr-maz"),
    ],
)
def test_a_short_last_sentence_is_not_taken_for_its_credit(last, kept, credit):
    ending = split_credit([MORE, LONG, last])

    assert (ending.body[-1], ending.credit) == (kept, credit)


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("Agencies", "Agencies"),
        ("==Kyodo", "Kyodo"),
        ("AFP", "AFP"),
        ("dpa grj rmo", "dpa"),
        ("AAP RTV ar", "AAP"),
        ("© Agence France-Presse", "Agence France-Presse"),
        ("(c) 2024 The Washington Post", "The Washington Post"),
        ("With input from Reuters", "With input from Reuters"),
        ("hh/ph/ts/hd", ""),
        ("او/كام/ص ك", ""),
        ("(SDA\\/sj)", ""),
        ("ends", ""),
        ("-30-", ""),
        ("###", ""),
        ("Published in Dawn, August 11th, 2024", ""),
        ("(Reporting by A. Name in B; Editing by C. Name)", ""),
        ("((a.name@example.com; +92 51))", ""),
    ],
)
def test_a_line_of_its_own_closes_the_story_and_is_kept(line, credit):
    ending = split_credit([LONG, MORE, line])

    assert (ending.body, ending.credit) == ((LONG, MORE), credit)
    assert ending.set_apart == (line,) or (credit in line and not ending.set_apart)


@pytest.mark.parametrize(
    "paragraphs",
    [
        [LONG, "Opinion", MORE],
        ["The AFP said so (AFP) in the middle."],
        ["He read it to the AP"],
        ["They came by boat—he said"],
        ["AFP"],
        [LONG, "He works for Reuters and AFP."],
        [],
    ],
)
def test_without_a_credit_everything_is_body(paragraphs):
    ending = split_credit(paragraphs)

    assert (list(ending.body), ending.credit, ending.set_apart) == (paragraphs, "", ())


def test_a_body_paragraph_that_reads_opinion_is_body_before_the_credit():
    ending = split_credit([LONG, "Opinion", MORE + "—AFP", "Opinion", "Editorial"])

    assert ending.body == (LONG, "Opinion", MORE)
    assert ending.set_apart == ("Opinion", "Editorial")


def test_of_two_credits_with_prose_between_them_the_last_closes():
    ending = split_credit([LONG + "—Agencies", MORE, LONG + "—AFP", "Opinion"])

    assert ending.body == (LONG + "—Agencies", MORE, LONG)
    assert (ending.credit, ending.set_apart) == ("AFP", ("Opinion",))


def test_a_credit_in_the_furniture_closes_nothing():
    ending = split_credit([LONG + "—AFP", "Opinion", "A bridge", MORE + "—Reuters"])

    assert (ending.body, ending.credit) == ((LONG,), "AFP")
    assert ending.set_apart == ("Opinion", "A bridge", MORE + "—Reuters")


def test_a_sign_off_under_the_credit_is_set_apart():
    ending = split_credit([LONG + "—AFP", "Published in Dawn, August 11th, 2024", "Read more"])

    assert (ending.body, ending.credit) == ((LONG,), "AFP")
    assert ending.set_apart == ("Published in Dawn, August 11th, 2024", "Read more")


def test_a_lone_agency_in_the_middle_is_left_and_told():
    ending = split_credit([LONG, "AFP", MORE, LONG])

    assert ending.body == (LONG, "AFP", MORE, LONG)
    assert "left in the text" in ending.doubt


@pytest.mark.parametrize("line", ["burs-jhb/rl", "دمس-دلا/كام/غ ر", "AAP be/"])
def test_marks_of_the_desk_close_a_story(line):
    ending = split_credit([MORE, LONG, line])

    assert (ending.body, ending.text) == ((MORE, LONG), line)


def test_an_agency_behind_the_last_quotation_is_the_credit_and_behind_a_full_stop_is_not():
    quoted = split_credit([MORE, f"She said: “{LONG}” EFE"])

    assert (quoted.credit, quoted.body[-1]) == ("EFE", f"She said: “{LONG}”")
    assert split_credit([MORE, f"{LONG} EFE"]).credit == ""


@pytest.mark.parametrize(
    ("line", "credit"),
    [
        ("(KNA - rlkmt-89-00045)", "KNA"),
        ("Lusa/Fim", "Lusa"),
        ("Anna Berg/TT", "TT"),
        ("AAP abc/de", "AAP"),
        ("ABC // DEF", ""),
        ("(Schluss) abc/def", ""),
        ("(Fin)", ""),
        ("Enditem", ""),
    ],
)
def test_a_house_ends_its_copy_in_a_way_of_its_own(line, credit):
    ending = split_credit([MORE, LONG, line], is_delimited=True)

    assert (ending.body, ending.credit, ending.set_apart) == ((MORE, LONG), credit, (line,))


def test_xinhua_ends_its_last_sentence_with_a_word():
    ending = split_credit([MORE, f"{LONG} Enditem"])
    assert (ending.body, ending.set_apart) == ((MORE, LONG), ("Enditem",))


@pytest.mark.parametrize(
    "line", ["Anna Berg/Meridian Gate", "He left Lusa/Fim behind.", "(Finland)"]
)
def test_what_only_looks_like_such_an_end_stays(line):
    assert split_credit([MORE, LONG, line]).body == (MORE, LONG, line)
