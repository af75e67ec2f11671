"""Datelines: the 53 house styles of the conventions, and prose that only looks like one."""

import pytest

from newsroom.wire.dateline import Dateline, parse_dateline, read_dateline, split_dateline

# text as cut, place, date, source; the row of the conventions first.
ROWS = [
    (1, "ISLAMABAD, Sep 27 (APP):", "ISLAMABAD", "Sep 27", "APP"),
    (2, "ISLAMABAD, April 2 (Reuters) -", "ISLAMABAD", "April 2", "Reuters"),
    (3, "ISLAMABAD (Reuters) -", "ISLAMABAD", "", "Reuters"),
    (4, "PESHAWAR, Pakistan (AP) —", "PESHAWAR, Pakistan", "", "AP"),
    (5, "KABUL, (AFP) –", "KABUL", "", "AFP"),
    (6, "Lahore, Sep 26 (PTI)", "Lahore", "Sep 26", "PTI"),
    (7, "LAHORE:", "LAHORE", "", ""),
    (8, "KABUL/ISLAMABAD:", "KABUL/ISLAMABAD", "", ""),
    (9, "Islamabad, July 29:", "Islamabad", "July 29", ""),
    (10, "Peshawar, Pakistan -", "Peshawar, Pakistan", "", ""),
    (11, "26 Sep 2021; MEMO:", "", "26 Sep 2021", "MEMO"),
    (13, "RAWALPINDI, INDIA —", "RAWALPINDI, INDIA", "", ""),
    (14, "STOCKHOLM, Aug 29, 2014 (AFP) -", "STOCKHOLM", "Aug 29, 2014", "AFP"),
    (15, "Paris, 21 jan 2019 (AFP) -", "Paris", "21 jan 2019", "AFP"),
    (16, "Strasbourg, 10 juil 2024 (AFP)", "Strasbourg", "10 juil 2024", "AFP"),
    (17, "BUENOS AIRES, Argentina (AP) _", "BUENOS AIRES, Argentina", "", "AP"),
    (18, "CHATHAM, Mass. (AP) _", "CHATHAM, Mass.", "", "AP"),
    (19, "NEW YORK (AP) —", "NEW YORK", "", "AP"),
    (20, "BUFFALO, N.Y. (AP) —", "BUFFALO, N.Y.", "", "AP"),
    (21, "FORT WASHINGTON, Pa. (AP) _", "FORT WASHINGTON, Pa.", "", "AP"),
    (22, "Berlin (dpa) -", "Berlin", "", "dpa"),
    (23, "San Diego (tca/dpa) -", "San Diego", "", "tca/dpa"),
    (24, "Tel Aviv/Beirut (dpa) -", "Tel Aviv/Beirut", "", "dpa"),
    (25, "Peine (dpa/lni) -", "Peine", "", "dpa/lni"),
    (26, "MADRID, 21 Nov. 2024 (Europa Press) -", "MADRID", "21 Nov. 2024", "Europa Press"),
    (27, "ROMA, 01 LUG -", "ROMA", "01 LUG", ""),
    (28, "SAITAMA, Japan, Dec. 9 Kyodo -", "SAITAMA, Japan", "Dec. 9", "Kyodo"),
    (29, "SYDNEY March 22 AAP -", "SYDNEY", "March 22", "AAP"),
    (29, "BRISBANE, Oct 12 AAP -", "BRISBANE", "Oct 12", "AAP"),
    (31, "Jan 30 (Reuters) -", "", "Jan 30", "Reuters"),
    (31, "Jan 3 (OPTA) -", "", "Jan 3", "OPTA"),
    (31, "Jan. 12 (BusinessDesk) -", "", "Jan. 12", "BusinessDesk"),
    (32, "MOSCOW, Monday (Reuters)", "MOSCOW", "Monday", "Reuters"),
    (33, "LOS ANGELES (Variety.com) -", "LOS ANGELES", "", "Variety.com"),
    (34, "Paris (ats afp)", "Paris", "", "ats afp"),
    (35, "Tegucigalpa, Jan 2 (EFE).-", "Tegucigalpa", "Jan 2", "EFE"),
    (36, "CALGARY, Alberta, Dec.  03, 2019  (GLOBE NEWSWIRE) --",
     "CALGARY, Alberta", "Dec. 03, 2019", "GLOBE NEWSWIRE"),
    (37, "AUSTIN, Texas, Feb. 1, 2017 /PRNewswire-AsiaNet/ --",
     "AUSTIN, Texas", "Feb. 1, 2017", "PRNewswire-AsiaNet"),
    (38, "BROOKFIELD, News, July  07, 2020  (GLOBE NEWSWIRE) --",
     "BROOKFIELD, News", "July 07, 2020", "GLOBE NEWSWIRE"),
    (39, "TORONTO,  26 mai 2020  (GLOBE NEWSWIRE) --", "TORONTO", "26 mai 2020", "GLOBE NEWSWIRE"),
    (40, "Harare, July 19 (The SDNewTester) -", "Harare", "July 19", "The SDNewTester"),
    (44, "GAZA CITY, Gaza Strip (AP) —", "GAZA CITY, Gaza Strip", "", "AP"),
    (44, "UNITED NATIONS (AP) —", "UNITED NATIONS", "", "AP"),
    (44, "ABOARD AIR FORCE ONE (AP) —", "ABOARD AIR FORCE ONE", "", "AP"),
    (45, "WASHINGTON (AFP) -", "WASHINGTON", "", "AFP"),
    (45, "LONDON:", "LONDON", "", ""),
    (45, "HYDERABAD:", "HYDERABAD", "", ""),
    (46, "KANSAS CITY, Mo. (AP) —", "KANSAS CITY, Mo.", "", "AP"),
    (46, "ST. LOUIS (AP) —", "ST. LOUIS", "", "AP"),
    # Houses beside those of the conventions: church agencies, the Swiss, the Greeks.
    (0, "Bonn (KNA)", "Bonn", "", "KNA"),
    (0, "Köln (epd).", "Köln", "", "epd"),
    (0, "Berne (ats)", "Berne", "", "ats"),
    (0, "Bern (sda)", "Bern", "", "sda"),
    (0, "BERNA:", "BERNA", "", ""),
    (0, "ATHENS, May 3 (ANA-MPA) -", "ATHENS", "May 3", "ANA-MPA"),
    (0, "LISBOA, 3 fev 2031 (Lusa) –", "LISBOA", "3 fev 2031", "Lusa"),
    (0, "Wien, 3. Jän (APA) -", "Wien", "3. Jän", "APA"),
    (0, "OSLO, 3. desember (NTB) -", "OSLO", "3. desember", "NTB"),
    (0, "BRUSSEL 3 mei (BELGA) =", "BRUSSEL", "3 mei", "BELGA"),
    (0, "Karachi (Pakistán), 3 may (EFE).-", "Karachi (Pakistán)", "3 may", "EFE"),
    (0, "Gorakhpur (India) (EFE) -", "Gorakhpur (India)", "", "EFE"),
    (0, "ISLAMABAD - May 3 (Online):", "ISLAMABAD", "May 3", "Online"),
    (0, "København, søndag /ritzau/:", "København", "søndag", "ritzau"),
    (0, "Paris, dimanche (AFP) -", "Paris", "dimanche", "AFP"),
    (0, "МОСКВА, 3 мая. /ТАСС/.", "МОСКВА", "3 мая.", "ТАСС"),
    (0, "Doha: May 3 (QNA) -", "Doha", "May 3", "QNA"),
    (0, "MOSCOW. May 3 (Interfax) -", "MOSCOW", "May 3", "Interfax"),
    (0, "CHATHAM, Mass. May 3 (AP) —", "CHATHAM, Mass.", "May 3", "AP"),
    (0, "BUENOS AIRES, 3 may (Télam) -", "BUENOS AIRES", "3 may", "Télam"),
    (47, "MUZAFFARABAD:", "MUZAFFARABAD", "", ""),
    (47, "GILGIT:", "GILGIT", "", ""),
    (47, "D.I. KHAN:", "D.I. KHAN", "", ""),
    (47, "DERA GHAZI KHAN, Aug 11:", "DERA GHAZI KHAN", "Aug 11", ""),
    (47, "NANKANA SAHIB:", "NANKANA SAHIB", "", ""),
    (48, "اسلام آباد (اے ایف پی) —", "اسلام آباد", "", "اے ایف پی"),
    (48, "نانتاكت (أ ف ب) -", "نانتاكت", "", "أ ف ب"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "text", "place", "date", "source"), ROWS)
@pytest.mark.parametrize("indent", ["", "   ", "\t"])
def test_every_house_style_is_split(row, text, place, date, source, indent):
    rest = "Ferries ran again."

    assert split_dateline(f"{indent}{text} {rest}") == (Dateline(place, date, source, text), rest)


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (41, "Tillakaratne Dilshan (cricket) - A batsman"),
        (41, "Emma Raducanu (Großbritannien) - Eine Spielerin"),
        (43, "SAID TO BE DECEMBER 31, 2015"),
        (50, "WARNING: Floods are near."),
        (50, "EXPLAINER: Why it rains"),
        (50, "ANALYSIS - What it means"),
        (50, "UPDATE: Two are safe."),
        (51, "The AFP said (AFP) in the middle - nothing."),
        (51, "Nasreen Qadri (Karachi) told a reporter (AFP) - nothing."),
        (51, "Nasreen Qadri (Karachi), born 3 May (Reuters) - nothing."),
        (0, "She said — and left."),
        (0, "On Aug 3, the paper reported: nothing."),
        (0, "Nice: a town of the south"),
        (0, "Karachi - a city of ferries"),
        (0, "ISLAMABAD, Aug 11:"),
        (0, ""),
        (0, "(((((((("),
    ],
)
def test_what_is_no_dateline_stays_in_the_text(row, text):
    assert split_dateline(text) == (None, text)


@pytest.mark.parametrize("rest", ['"We will not," he said.', "15 killed on a road."])
def test_a_quotation_or_a_number_may_follow_the_colon(rest):
    assert split_dateline(f"KARACHI: {rest}") == (Dateline("KARACHI", text="KARACHI:"), rest)


def test_an_advisory_and_a_byline_may_stand_before_it():
    reading = read_dateline("(Adds details) By Qasim Nauman ISLAMABAD, April 2 (Reuters) - A court")

    assert reading.dateline == Dateline(
        "ISLAMABAD", "April 2", "Reuters", "ISLAMABAD, April 2 (Reuters) -"
    )
    assert (reading.before, reading.rest) == ("(Adds details) By Qasim Nauman", "A court")


def test_a_test_mark_may_stand_before_it():
    reading = read_dateline("ANSA TEST - ROMA, 01 LUG - Prova.")

    assert reading.dateline
    assert reading.dateline.place == "ROMA"
    assert (reading.before, reading.rest) == ("ANSA TEST -", "Prova.")


def test_a_wrong_country_is_kept_and_told():
    reading = read_dateline("RAWALPINDI, INDIA — Agents came.")

    assert reading.dateline
    assert reading.dateline.place == "RAWALPINDI, INDIA"
    assert "no RAWALPINDI in INDIA" in reading.doubt
    assert not read_dateline("HYDERABAD, India — Agents came.").doubt


def test_what_may_be_a_dateline_is_told():
    assert "WARNING" in read_dateline("WARNING: Floods are near.").doubt
    assert not read_dateline("She said — and left.").doubt


def test_an_agency_of_the_house_can_be_added():
    text = "Lodi (Harbour News) Ferries ran."

    assert split_dateline(text) == (None, text)
    assert split_dateline(text, agencies={"Harbour News"})[0] is None
    dateline, _rest = split_dateline(
        "Lodi (Harbour News) - Ferries ran.", agencies={"Harbour News"}
    )
    assert dateline
    assert dateline.source == "Harbour News"


@pytest.mark.parametrize(
    ("line", "place", "date"),
    [
        ("BEIJING, July 23", "BEIJING", "July 23"),
        ("2013-03-04 11:40:31 GMT+00:00", "", "2013-03-04 11:40:31 GMT+00:00"),
        ("4/4/2018", "", "4/4/2018"),
        ("20160116T131559+0000", "", "20160116T131559+0000"),
        ("Paris, 9 déc 2018 (AFP) -", "Paris", "9 déc 2018"),
    ],
)
def test_a_field_that_holds_only_a_dateline_is_read(line, place, date):
    dateline = parse_dateline(line)

    assert dateline
    assert (dateline.place, dateline.date) == (place, date)


@pytest.mark.parametrize("line", ["", "SAID TO BE DECEMBER 31, 2015", "x" * 500])
def test_a_field_that_holds_no_place_is_not(line):
    assert parse_dateline(line) is None


@pytest.mark.parametrize(
    ("opening", "place", "date", "source"),
    [
        ("MOSCOW, January 21. /TASS/.", "MOSCOW", "January 21", "TASS"),
        ("København /ritzau/:", "København", "", "ritzau"),
        ("GENT 15/06 (belga) =", "GENT", "15/06", "belga"),
        ("(ANSA) - ROMA, 1 LUG -", "ROMA", "1 LUG", "ANSA"),
    ],
)
def test_signs_and_orders_that_single_agencies_have_are_read(opening, place, date, source):
    expected = Dateline(place, date, source, opening)

    assert split_dateline(f"{opening} The bridge held.") == (expected, "The bridge held.")
    assert parse_dateline(opening) == expected


def test_in_a_field_an_agency_makes_a_dateline_of_any_place():
    found = parse_dateline("بلغراد (أ ف ب)")

    assert found
    assert (found.place, found.source) == ("بلغراد", "أ ف ب")
