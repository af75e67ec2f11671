"""The sample newsroom: whole, legible, in every state, and of our own writing."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from newsroom.management.sample import incoming, opinion, paper, pictures, shapes, stories
from newsroom.management.sample.opinion import OPINION, SampleOpinion
from newsroom.management.sample.shapes import LIVE, ONCE_LIVE, WITH_CHANGE, Change, Fate
from newsroom.management.sample.stories import STORIES, WIRE, SampleStory
from tests.paths import SHARED

SAMPLE = Path(stories.__file__).parent
TOP_TEXT = 250_000
Piece = SampleStory | SampleOpinion
PIECES: list[Piece] = [*STORIES, *OPINION]

every_story = pytest.mark.parametrize("story", STORIES, ids=lambda story: story.file)
every_piece = pytest.mark.parametrize(
    "piece", PIECES, ids=lambda piece: getattr(piece, "file", piece.slug)
)


def copy(story: SampleStory) -> str:
    return story.path.read_bytes().decode(story.encoding)


def test_every_wire_file_has_its_fate_and_every_fate_its_file() -> None:
    assert sorted(story.file for story in STORIES) == sorted(path.name for path in WIRE.glob("*.*"))
    inbox = (*incoming.ARRIVALS, incoming.NEWER, incoming.KILL)
    assert sorted(inbox) == sorted(path.name for path in incoming.FOLDER.iterdir())


def test_the_desk_shows_every_state() -> None:
    assert {story.fate for story in STORIES} == set(Fate)


@every_story
def test_a_file_reads_in_the_encoding_that_is_stated_for_it(story: SampleStory) -> None:
    text = copy(story)

    assert "\ufffd" not in text
    assert len(text.split()) > 40
    if story.encoding != "utf-8":
        with pytest.raises(UnicodeDecodeError):
            story.path.read_bytes().decode("utf-8")


def test_the_files_show_what_the_import_can_read() -> None:
    copies = {story.file: copy(story) for story in STORIES}

    assert (WIRE / "05-lunar-eclipse.txt").read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert b"\x92" in (WIRE / "04-library-reopens.txt").read_bytes()
    for file, opening in {
        "02-monsoon-forecast.txt": "KARACHI, Jun 2: ",
        "03-river-ferry.txt": "ZCZC ",
        "07-power-grid.txt": "Eds: ADDS ",
        "08-harbour-mouth-urgent.txt": "URGENT\n",
        "10-school-timetable-corrected.txt": "CORRECTED-",
        "13-coast-survey-embargo.txt": "EMBARGOED UNTIL 0600 PKT, 1 January 2099\n",
        "14-advisory-planner.txt": "ADVISORY\n",
    }.items():
        assert copies[file].startswith(opening)
    assert copies["03-river-ferry.txt"].endswith("NNNN\n")
    assert "۔—میریڈین" in copies["06-mango-urdu.txt"]
    assert "\n\nOpinion\n\nEditorial\n\n" in copies["02-monsoon-forecast.txt"]


@every_story
def test_no_file_of_the_desk_names_what_the_paper_does_not_have(story: SampleStory) -> None:
    assert story.section in {"", *(each.slug for each in paper.SECTIONS)}
    assert set(story.topics) <= {each.slug for each in paper.TOPICS}
    assert story.picture in {"", *(each.key for each in pictures.PICTURES)}
    if story.fate in ONCE_LIVE | {Fate.SCHEDULED}:
        assert story.section, "a story without a section cannot be published"


@every_piece
def test_a_piece_has_the_times_and_reasons_that_its_fate_needs(piece: Piece) -> None:
    assert (piece.hours_ago is not None) == (piece.fate in ONCE_LIVE)
    assert (piece.minutes_ahead is not None) == (
        piece.fate in {Fate.SCHEDULED, Fate.UPDATE_SCHEDULED}
    )
    assert (piece.change is not None) == (piece.fate in WITH_CHANGE)
    if isinstance(piece, SampleStory):
        assert bool(piece.reason) == (piece.fate in {Fate.WITHDRAWN, Fate.KILLED, Fate.HELD})


@every_piece
def test_a_change_can_be_made_to_its_text_and_comes_after_it(piece: Piece) -> None:
    if piece.change is None:
        return
    text = piece.body if isinstance(piece, SampleOpinion) else copy(piece)

    assert piece.change.apply(text) != text
    assert piece.hours_ago is not None
    assert (piece.change.hours_ago is None) == (piece.fate in {Fate.CHANGED, Fate.UPDATE_SCHEDULED})
    if piece.change.hours_ago is not None:
        assert piece.change.hours_ago < piece.hours_ago - 10 / 60, "within the grace of a stamp"
    if piece.change.kind == "correction":
        assert piece.change.note


@pytest.mark.parametrize("times", [0, 2])
def test_a_change_of_words_that_do_not_stand_there_once_is_refused(times: int) -> None:
    with pytest.raises(ValueError, match=f"{times} times"):
        Change(kind="minor", old="tide", new="swell").apply("<p>tide</p>" * times)


def test_a_change_is_plain_text_and_may_begin_a_paragraph() -> None:
    change = Change(kind="update", old="A & B", new="A < B\n\nC")

    assert change.apply("<p>A &amp; B</p>") == "<p>A &lt; B</p><p>C</p>"


def test_the_sidebar_can_be_filled_and_half_of_it_is_updated() -> None:
    editorials = [each for each in OPINION if each.genre == "editorial"]
    live = [each for each in editorials if each.fate in LIVE]

    assert len(editorials) == 9
    assert len(live) >= 6
    assert sum(each.fate in {Fate.UPDATED, Fate.CORRECTED} for each in live) == 3
    assert {bool(each.teaser) for each in live} == {True, False}
    assert {each.genre for each in OPINION} >= {"column", "letter"}
    assert {each.fate for each in OPINION} >= {Fate.SCHEDULED, Fate.DRAFT, Fate.IN_REVIEW}


@pytest.mark.parametrize("piece", OPINION, ids=lambda piece: piece.slug)
def test_an_opinion_piece_is_complete(piece: SampleOpinion) -> None:
    assert 5 <= len(piece.paragraphs) <= 9
    assert bool(piece.bylines) == (piece.genre != "editorial")
    assert piece.section in {"", *(each.slug for each in paper.SECTIONS)}
    assert set(piece.topics) <= {each.slug for each in paper.TOPICS}
    if piece.genre == "editorial":
        assert piece.paragraphs[0].split()[0].isupper()


def test_the_paper_has_a_sign_in_for_every_role() -> None:
    roles = ["reporter", "sub_editor", "desk_editor", "chief_editor"]
    roles += ["photo_editor", "wire_operator", "administrator"]

    assert [each.role for each in paper.STAFF] == roles
    assert {slug for each in paper.STAFF for slug in each.sections} <= {
        each.slug for each in paper.SECTIONS
    }
    assert {each.contributor for each in paper.STAFF if each.contributor} <= {
        each.slug for each in paper.CONTRIBUTORS
    }


@pytest.mark.parametrize("group", [paper.SECTIONS, paper.TOPICS, paper.CONTRIBUTORS])
def test_slugs_are_given_once(
    group: tuple[paper.SampleSection | paper.SampleTopic | paper.SampleContributor, ...],
) -> None:
    assert len({each.slug for each in group}) == len(group)


@pytest.mark.parametrize("piece", pictures.PICTURES, ids=lambda piece: piece.key)
def test_a_picture_is_a_jpeg_of_the_stated_size_with_its_words(
    piece: pictures.SamplePicture,
) -> None:
    with Image.open(BytesIO(pictures.make_picture(piece.key))) as image:
        assert (image.format, image.size) == ("JPEG", piece.size)
        lights = image.convert("L").getextrema()

    assert max(piece.size) >= 1600
    assert min(piece.size) >= 1000
    assert all(0 < share < 1 for share in piece.focal)
    assert all((piece.caption, piece.alt, piece.credit))
    assert all(isinstance(light, int | float) for light in lights)
    assert lights[1] - lights[0] > 150, "a picture, not a plain sheet"


def test_a_picture_is_the_same_file_each_time_and_one_stands_upright() -> None:
    assert pictures.make_picture("harbour-dawn") == pictures.make_picture("harbour-dawn")
    assert [each.size for each in pictures.PICTURES].count(pictures.PORTRAIT) == 1


def test_every_picture_is_used() -> None:
    assert {story.picture for story in STORIES} - {""} == {each.key for each in pictures.PICTURES}


def test_the_sample_is_small_and_holds_nothing_but_text() -> None:
    files = [
        each for each in SAMPLE.rglob("*") if each.is_file() and "__pycache__" not in each.parts
    ]

    assert {each.suffix for each in files} == {".py", ".txt", ".xml", ".json"}
    assert sum(each.stat().st_size for each in files) < TOP_TEXT


@pytest.mark.parametrize("module", [incoming, opinion, paper, pictures, shapes, stories])
def test_the_data_stands_without_django(module: object) -> None:
    source = Path(str(getattr(module, "__file__", ""))).read_text("utf-8")

    assert "django" not in source


@pytest.mark.needs_samples
def test_not_one_sentence_is_that_of_the_reference_story() -> None:
    seed = SHARED / "seed.txt"
    if not seed.exists():
        pytest.skip(f"{seed} is not here")
    sentences = [
        each.strip()
        for each in re.split(r"(?<=[.?!])\s+|\n", seed.read_text("utf-8"))
        if len(each.split()) > 3
    ]
    ours = "\n".join(
        [copy(story) for story in STORIES]
        + [each.read_text("utf-8") for each in SAMPLE.rglob("*.py")]
    )

    assert sentences
    assert [each for each in sentences if each in ours] == []
