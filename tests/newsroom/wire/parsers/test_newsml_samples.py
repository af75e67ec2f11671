"""The agencies' own NewsML 1.x files, against facts written down from reading them."""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from newsroom.text.words import words
from newsroom.wire.parsers import newsml
from newsroom.wire.parsers.item import WireItem
from tests.newsroom.wire.parsers.newsml_copy import (
    KARACHI,
    body,
    document_of,
    kept_words,
    read,
    seen_words,
)
from tests.paths import SHARED

pytestmark = pytest.mark.needs_samples

AFP = "newsml12_afp/"
ARABIC = "newsml12_afp_arabic/"
OTHER = "newsml12_other/"
ALERT = ARABIC + "ARA_Media_SansSport__afp.com-"
JOURNAL = ARABIC + "sport__newsmlmmd.urn.newsml.afp.com."


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a reader of the file finds in it; ``subjects`` and ``media`` are counts."""

    guid: str
    created: str
    urgency: int
    language: str
    paragraphs: int
    type: str = "text"
    version: str = "1"
    place: str = ""
    date: str = ""
    credit: str = ""
    subjects: int = 0
    category: str = ""
    places: tuple[str, ...] = ()
    genre: str = ""
    keywords: int = 0
    media: int = 0
    sizes: tuple[tuple[int, int], ...] = ()
    apart: int = 0
    notes: int = 0
    signals: tuple[str, ...] = ()
    has_headline: bool = True
    has_byline: bool = False
    has_abstract: bool = False


def alert(number: str, at: str, category: str, place: str, subjects: int, keywords: int) -> Facts:
    return Facts(
        guid=f"urn:newsml:afp.com:{at}Z:TX-PAR-{number}", created=at, urgency=2, language="ar",
        paragraphs=1, credit="أ ف ب", subjects=subjects, category=category, places=(place,),
        keywords=keywords, apart=1, signals=("flash",), has_headline=False,
    )  # fmt: skip


FACTS = {
    AFP + "AFP_751HA.xml": Facts(
        guid="urn:newsml:afp.com:20160116T131559Z:doc-751ha", created="20160116T131559",
        urgency=5, language="en", paragraphs=1, type="picture", credit="AFP / SAID KHATIB",
        subjects=1, category="WAR", places=("Khan Yunis, PSE",), keywords=1, media=1,
        sizes=((3780, 2394),), has_headline=False,
    ),
    AFP + "afp.xml": Facts(
        guid="urn:newsml:afp.com:20140829T135002Z:TX-PAR-FXW86", created="20140829T134951",
        urgency=4, language="en", paragraphs=9, place="STOCKHOLM", date="Aug 29, 2014",
        credit="AFP", subjects=5, category="ECO", places=("Stockholm, SWE",), genre="business",
        keywords=6, apart=1,
    ),
    AFP + "afp20.xml": Facts(
        guid="urn:newsml:afp.com:20240710:240710125902.qpsp2jzk", created="20240710T125902",
        urgency=5, language="fr", paragraphs=2, place="Strasbourg", date="10 juil 2024",
        credit="AFP",
    ),
    ALERT + "20231124T192853Z-TX-PAR-EWF11.xml": alert(
        "EWF11", "20231124T192853", "POL", "نانتاكت, USA", 2, 2),
    ALERT + "20231125T084448Z-TX-PAR-EWL04.xml": alert(
        "EWL04", "20231125T084448", "UNR", "تل ابيب, ISR", 2, 2),
    ALERT + "20231125T224158Z-TX-PAR-EWY92.xml": alert(
        "EWY92", "20231125T224158", "SOI", "القدس", 4, 3),
    ALERT + "20231126T164352Z-TX-PAR-EXJ09.xml": alert(
        "EXJ09", "20231126T164352", "UNR", "القدس", 1, 1),
    ARABIC + "minaldounia__newsmlmmd.urn.newsml.afp.com.20231125.doc.344u4u4.xml": Facts(
        guid="urn:newsml:afp.com:20231125:doc-344u4u4", created="20231125T140305", urgency=4,
        language="ar", paragraphs=19, place="باريس", credit="أ ف ب", subjects=9,
        places=("باريس, FRA",), media=3, sizes=((768, 512),) * 3, has_byline=True,
    ),
    JOURNAL + "20200615.doc.1th9al.xml": Facts(
        guid="urn:newsml:afp.com:20200615:doc-1th9al", created="20200615T171647", urgency=4,
        language="ar", paragraphs=18, place="نيويورك", credit="أ ف ب", subjects=6,
        places=("نيويورك, USA",), media=1, sizes=((768, 511),),
    ),
    JOURNAL + "20220421.doc.328p3th.xml": Facts(
        guid="urn:newsml:afp.com:20220421:doc-328p3th", created="20220421T190901", urgency=4,
        language="ar", paragraphs=11, version="2", place="بلغراد", credit="أ ف ب", subjects=2,
        places=("بلغراد, SRB",), media=1, sizes=((768, 489),), signals=("update",),
    ),
    JOURNAL + "20231125.doc.344w79z.xml": Facts(
        guid="urn:newsml:afp.com:20231125:doc-344w79z", created="20231125T192734", urgency=4,
        language="ar", paragraphs=8, place="ملقة (إسبانيا)", credit="أ ف ب", subjects=2,
        places=("ملقة, ESP",), media=1, sizes=((768, 511),),
    ),
    # Its dateline is a date for machines, its last paragraph a notice of rights.
    OTHER + "ana1.xml": Facts(
        guid="urn:newsml:ana-mpe.gr:20180404:19336333", created="20180404T145859", urgency=5,
        language="en", paragraphs=3, credit="ΑΠΕ-ΜΠΕ", subjects=3, category="ANE",
        places=("Athens, GRC",), genre="Current", apart=2, has_abstract=True,
    ),
    # Its first paragraph says which story it replaces.
    OTHER + "anp_belga.xml": Facts(
        guid="urn:newsml:ANP:20181210:ANPX-101218-041", created="20181210T113731", urgency=3,
        language="nl-nl", paragraphs=4, version="2", place="San Mateo", credit="ANP", subjects=1,
        category="ECO", places=("NLD",), genre="ECO", keywords=5, notes=1,
        signals=("update", "writethru"),
    ),
    OTHER + "ats_newsml_1_2_belga.xml": Facts(
        guid="urn:newsml:www.sda-ats.ch:20190603:bsf153", created="20190603T154729", urgency=4,
        language="fr", paragraphs=3, place="Landquart GR", credit="ats", subjects=5,
        places=("KGR, CH",), genre="Current", keywords=2,
    ),
    # The byline is the desk's initials.
    OTHER + "efe_belga.xml": Facts(
        guid="urn:newsml:texto.efeservicios.com:20190121T103600+0000:25413502",
        created="20190121T103600", urgency=5, language="es-ES", paragraphs=9,
        place="Nueva Delhi", date="21 ene", credit="EFE", subjects=8, category="POL",
        places=("IND", "Nueva Delhi, IND"), keywords=1, apart=1, has_abstract=True,
    ),
    # A series line is set apart.
    OTHER + "kyodo_newsml_1_2_belga.xml": Facts(
        guid="urn:newsml:kyodonews.jp:20190723:20161021KW___0003800010",
        created="20190723T112119", urgency=9, language="en", paragraphs=6, place="BEIJING",
        date="July 23", credit="Kyodo", subjects=2, places=("Paris, FRA",), apart=1,
    ),
}  # fmt: skip


def data_of(name: str) -> bytes:
    return (SHARED / "wire" / "samples" / name).read_bytes()


def text_of(name: str) -> str:
    """The characters of the file; the one that is not UTF-8 says so truly."""
    data = data_of(name)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("iso-8859-15")


def seen(name: str, path: str) -> str:
    """The words at ``path`` of the file, read without the parser."""
    found = document_of(text_of(name)).find(path)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def test_every_sample_has_its_facts():
    folders = (SHARED / "wire" / "samples" / folder for folder in (AFP, ARABIC, OTHER))

    assert {f"{each.parent.name}/{each.name}" for f in folders for each in f.iterdir()} == set(
        FACTS
    )


@pytest.mark.parametrize("name", FACTS)
def test_a_sample_says_what_a_reader_finds_in_it(name):
    facts = FACTS[name]
    found = read(data_of(name))

    assert found == read(data_of(name))
    assert found.version_created == datetime.strptime(facts.created, "%Y%m%dT%H%M%S").replace(
        tzinfo=UTC
    )
    assert (found.pubstatus, found.embargo_until, found.kills) == ("usable", None, ())
    assert (
        Facts(
            guid=found.guid,
            created=facts.created,
            urgency=found.urgency,
            language=found.language,
            paragraphs=len(body(found)),
            type=found.type,
            version=found.version,
            place=found.dateline.place if found.dateline else "",
            date=found.dateline.date if found.dateline else "",
            credit=found.credit,
            subjects=len(found.subjects),
            category=found.category,
            places=found.places,
            genre=found.genre,
            keywords=len(found.keywords),
            media=len(found.media),
            sizes=tuple((medium.width, medium.height) for medium in found.media),
            apart=len(found.set_apart),
            notes=len(found.ednote.splitlines()),
            signals=found.signals,
            has_headline="headline" not in found.warnings,
            has_byline=bool(found.byline),
            has_abstract=bool(found.abstract),
        )
        == facts
    )


@pytest.mark.parametrize("name", FACTS)
def test_a_samples_lines_are_those_in_the_file(name):
    found = read(data_of(name))
    top = "NewsItem/NewsComponent/NewsLines/"

    if FACTS[name].has_headline:
        assert found.headline == seen(name, f"{top}HeadLine")
    if FACTS[name].has_byline:
        assert found.byline == seen(name, f"{top}ByLine")
    label = seen(name, f"{top}SlugLine") or seen(name, "NewsItem/Identification/NameLabel")
    assert not label or found.slugline == label
    assert seen(name, f"{top}CopyrightLine") in found.rights


@pytest.mark.parametrize("name", FACTS)
def test_no_word_of_a_sample_is_lost(name):
    found = [part for part in newsml.parse(data_of(name), KARACHI) if isinstance(part, WireItem)]
    kept = kept_words(found)

    assert not seen_words(text_of(name)) - kept
    printed = [
        text
        for line in document_of(text_of(name)).iter("NewsLines")
        for text in words("\n".join(line.itertext()))
    ]
    assert not set(printed) - set(kept)


@pytest.mark.parametrize("name", FACTS)
def test_a_sample_begins_and_ends_where_its_text_does(name):
    facts, found = FACTS[name], read(data_of(name))
    source = _paragraphs(document_of(text_of(name)))

    # The first word of the text after the dateline, the last before the initials.
    first, last = words(body(found)[0]), words(body(found)[-1])
    opening = words(source[1] if facts.notes else source[0])
    assert opening[-len(first) :] == first or facts.type == "picture"
    assert any(words(paragraph)[: len(last)] == last for paragraph in source)


def _paragraphs(document: ET.Element) -> list[str]:
    paths = (".//body.content/p", ".//DataContent/p")
    found = next((found for path in paths if (found := document.findall(path))), [])
    if found:
        return ["".join(each.itertext()) for each in found]
    data = document.find(".//DataContent")
    assert data is not None
    return [part.partition("</P>")[0] for part in (data.text or "").split("<P>")[1:]]


def test_the_encoding_that_lies_is_found_out():
    found = read(data_of(f"{AFP}afp20.xml"))

    assert "encoding: the file says iso-8859-1, but is UTF-8." in found.warnings
    assert "Ã" not in found.headline + found.body_html


def test_the_names_of_subjects_are_read_from_the_files_own_topics():
    found = read(data_of(f"{OTHER}ana1.xml"))

    assert [subject.code for subject in found.subjects] == ["09003000", "09003002", "04008004"]
    assert all(subject.name.isascii() for subject in found.subjects)
    assert {subject.scheme for subject in found.subjects} == {"IptcSubjectCodes"}
