"""The pictures of the sample newsroom: what they say, and the making of the files."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from newsroom.management.sample.scenes import SCENES

LANDSCAPE = (1680, 1050)
PORTRAIT = (1280, 1760)


@dataclass(frozen=True, slots=True)
class SamplePicture:
    """A picture's words; `focal` is the point that crops keep, as shares of width and height."""

    key: str
    caption: str
    alt: str
    credit: str
    focal: tuple[float, float] = (0.5, 0.5)
    size: tuple[int, int] = LANDSCAPE

    @property
    def filename(self) -> str:
        return f"{self.key}.jpg"


PICTURES = (
    SamplePicture(
        "harbour-dawn",
        "First light over the container quay of Port Marjan, on the day the dredging began.",
        "A loaded ship and the tall cranes of a port stand dark against an orange dawn,"
        " mirrored in calm water.",
        "Imtiaz Kolachi / The Marjan Courier",
        (0.5, 0.58),
    ),
    SamplePicture(
        "monsoon-street",
        "Cloth Market Road in last August’s rain. Crews are at work on its drains again.",
        "People with umbrellas cross a flooded street at dusk; lamps shine in the wet road.",
        "Imtiaz Kolachi / The Marjan Courier",
        (0.5, 0.62),
    ),
    SamplePicture(
        "river-ferry",
        "The Mehran Bell nears the western landing on her first evening.",
        "A two-decked ferry full of people crosses a wide river under a low sun; palms stand"
        " on the far bank.",
        "Coastal Press",
        (0.48, 0.5),
    ),
    SamplePicture(
        "reading-room",
        "Morning in the reading room of Merewether Street, with the three windows uncovered.",
        "A tall room lined with books; light falls through three arched windows on a long"
        " table with green lamps.",
        "Imtiaz Kolachi / The Marjan Courier",
        (0.5, 0.36),
        PORTRAIT,
    ),
    SamplePicture(
        "eclipse-night",
        "The moon in the earth’s shadow above the observatory.",
        "A copper-red moon and the Milky Way over the dome of an observatory on a dark hill.",
        "Meridian",
        (0.6, 0.45),
    ),
    SamplePicture(
        "mango-orchard",
        "سندھڑی آم ایک باغ میں، چنائی سے چند روز پہلے۔",
        "درخت کی شاخ پر پکے ہوئے زرد آم، پیچھے دھند میں باغ۔",
        "Meridian",
        (0.68, 0.5),
    ),
    SamplePicture(
        "pylons-dusk",
        "Towers of the western line in the hills above Sor.",
        "A row of power pylons recedes over blue hills under a violet and orange evening sky.",
        "Coastal Press",
        (0.7, 0.6),
    ),
    SamplePicture(
        "cricket-ground",
        "Under the lights: the closing overs of the Coast Cup final.",
        "Fielders in white on a bright green ground before full stands; floodlights shine"
        " from four masts.",
        "Meridian",
        (0.5, 0.6),
    ),
    SamplePicture(
        "lighthouse-storm",
        "The light on the breakwater in a winter gale.",
        "A red and white lighthouse on a rock throws its beam over a rough, dark sea.",
        "Coastal Press",
        (0.74, 0.45),
    ),
)


def picture(key: str) -> SamplePicture:
    """The picture of that key. Raises KeyError if there is none."""
    return {each.key: each for each in PICTURES}[key]


def make_picture(key: str) -> bytes:
    """The JPEG file of that key, the same bytes each time. Raises KeyError if there is none.

    Takes up to about a second of one processor's time.
    """
    file = BytesIO()
    SCENES[key](picture(key).size).save(file, "JPEG", quality=85)
    return file.getvalue()
