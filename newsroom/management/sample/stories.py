"""What the desk of the sample newsroom does with each file that its agencies sent."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from newsroom.management.sample.shapes import Byline, Change, Fate

WIRE = Path(__file__).with_name("wire")


# Agencies of our own invention, by the slugs of their feeds.
AGENCIES = {"meridian": "Meridian", "coastal-press": "Coastal Press"}


@dataclass(frozen=True, slots=True)
class SampleStory:
    """One wire file, and what becomes of the article that the import makes of it.

    Empty fields leave what the copy brought: a `headline` is given where the copy has none,
    `bylines` are the full list where the desk sets them. `section` and `topics` are slugs,
    `picture` is a key of `pictures`. `hours_ago` is the first publication, `minutes_ahead` the
    time of what is scheduled, `reason` what is said at withdraw, kill and hold. `agency` is the
    slug of the feed that it comes by.
    """

    file: str
    fate: Fate
    section: str = ""
    topics: tuple[str, ...] = ()
    headline: str = ""
    slug: str = ""
    kicker: str = ""
    standfirst: str = ""
    teaser: str = ""
    bylines: tuple[Byline, ...] = ()
    picture: str = ""
    hours_ago: float | None = None
    minutes_ahead: int | None = None
    change: Change | None = None
    agency: str = "meridian"
    reason: str = ""
    encoding: str = "utf-8"
    language: str = "en"

    @property
    def path(self) -> Path:
        """The file as the agency sent it."""
        return WIRE / self.file


STORIES = (
    SampleStory(
        "01-harbour-dredging.txt",
        Fate.UPDATED,
        section="city",
        topics=("harbour", "fisheries"),
        kicker="Port Marjan",
        standfirst="A channel of fourteen metres would let ships in at any tide. Fishermen want"
        " to see the dredger stop when the water clouds.",
        bylines=(
            Byline("Haris Bandukwala"),
            Byline("Gulnar Contractor", "additional"),
            Byline("Imtiaz Kolachi", "photographs"),
        ),
        picture="harbour-dawn",
        hours_ago=5,
        change=Change(
            kind="update",
            old="If the reading stays high for six hours, the dredger must stop until it falls.",
            new="If the reading stays high for six hours, the dredger must stop until it falls."
            "\n\nLater in the morning the board said that the villages would have a telephone"
            " line to the survey launch, and that any skipper who reports cloudy water will be"
            " called back within the hour with the reading of the nearest buoy.",
            note="Adds the harbour board’s offer of a telephone line for skippers.",
            hours_ago=1.5,
        ),
    ),
    SampleStory(
        "02-monsoon-forecast.txt",
        Fate.CORRECTED,
        agency="coastal-press",
        section="national",
        topics=("monsoon", "farming"),
        headline="Monsoon may come nine days early, and the drains are not ready",
        slug="monsoon-may-come-early",
        kicker="Weather",
        standfirst="Forecasters expect the first rain on the coast in the middle of June."
        " City crews have begun to work at night.",
        picture="monsoon-street",
        hours_ago=26,
        change=Change(
            kind="correction",
            old="214 kilometres of the 390 kilometres",
            new="214 kilometres of the 290 kilometres",
            note="An earlier version of this story gave the length of the storm drains that are"
            " cleaned each spring as 390 kilometres. It is 290 kilometres.",
            hours_ago=20,
        ),
    ),
    SampleStory(
        "03-river-ferry.txt",
        Fate.PUBLISHED,
        agency="coastal-press",
        section="national",
        topics=("ferries",),
        kicker="The lower river",
        standfirst="Forty rupees, twenty-three minutes and one goat: the Mehran Bell makes her"
        " first crossing.",
        teaser="Forty rupees, twenty-three minutes and one goat on the first crossing.",
        bylines=(Byline("Gulnar Contractor"),),
        picture="river-ferry",
        hours_ago=36,
    ),
    SampleStory(
        "04-library-reopens.txt",
        Fate.PUBLISHED,
        section="culture",
        topics=("libraries", "heritage"),
        kicker="Merewether Street",
        standfirst="Under a false ceiling the restorers found three windows. On the first"
        " morning 1,912 people became members.",
        bylines=(Byline("Tahmina Rodrigues"), Byline("Imtiaz Kolachi", "photographs")),
        picture="reading-room",
        hours_ago=40,
        encoding="cp1252",
    ),
    SampleStory(
        "05-lunar-eclipse.txt",
        Fate.PUBLISHED,
        section="science",
        topics=("astronomy", "schools"),
        kicker="The sky at night",
        picture="eclipse-night",
        hours_ago=52,
        encoding="utf-16",
    ),
    SampleStory(
        "06-mango-urdu.txt",
        Fate.PUBLISHED,
        section="business",
        topics=("farming", "monsoon"),
        slug="آم-کی-فصل",
        kicker="زراعت",
        standfirst="باغبانوں کو کئی برسوں کی بہترین فصل کی امید ہے، بشرطیکہ بارش دو ہفتے رک جائے۔",
        picture="mango-orchard",
        hours_ago=7,
        language="ur",
    ),
    SampleStory(
        "07-power-grid.txt",
        Fate.CHANGED,
        agency="coastal-press",
        section="business",
        topics=("power-grid",),
        kicker="Energy",
        standfirst="The wind of the western coast reaches the cities at last. The evening cut"
        " should fall to less than an hour.",
        picture="pylons-dusk",
        hours_ago=22,
        change=Change(
            kind="update",
            old="The grid company said that it would answer before the end of the month.",
            new="The grid company has since offered to promise the tariff for three years.",
        ),
    ),
    SampleStory(
        "08-harbour-mouth-urgent.txt",
        Fate.UPDATE_SCHEDULED,
        section="city",
        topics=("harbour", "ferries"),
        kicker="Port Marjan",
        hours_ago=0.75,
        minutes_ahead=25,
        change=Change(
            kind="update",
            old="Nineteen vessels are waiting outside.",
            new="Nineteen vessels are waiting outside. They will come in by the tide, the"
            " deepest first, and the last is expected at the quay before midnight."
            "\n\nTwo pilots have been called back from leave for the night.",
            note="Adds the order in which ships will be brought in.",
        ),
    ),
    SampleStory(
        "09-cricket-final.txt",
        Fate.PUBLISHED,
        section="cricket",
        topics=("coast-cup",),
        kicker="Coast Cup final",
        standfirst="With two balls left and a strapped thumb, the last man ran without"
        " looking. Port Marjan has its cup.",
        picture="cricket-ground",
        hours_ago=14,
    ),
    SampleStory(
        "10-school-timetable-corrected.txt",
        Fate.IN_REVIEW,
        section="city",
        topics=("schools", "monsoon"),
        kicker="Education",
    ),
    SampleStory(
        "11-storm-signals.txt",
        Fate.FIXED,
        agency="coastal-press",
        section="world",
        topics=("harbour", "fisheries"),
        kicker="Indian Ocean",
        standfirst="Lamps, shapes and a picture on the telephone will mean the same from the"
        " Gulf of Oman to the Bay of Bengal.",
        bylines=(Byline("Laleh Ansari-Pinto", "editing"),),
        picture="lighthouse-storm",
        hours_ago=10,
        change=Change(
            kind="minor",
            old="nobody could remember the reason for and nobody wished to change",
            new="nobody could explain and nobody wished to change",
            hours_ago=9,
        ),
    ),
    SampleStory(
        "12-night-train.txt",
        Fate.SCHEDULED,
        section="national",
        topics=("railways", "libraries"),
        kicker="Railways",
        standfirst="The Kohistan Mail will leave at twenty past nine, three nights a week.",
        minutes_ahead=40,
    ),
    SampleStory(
        "13-coast-survey-embargo.txt",
        Fate.EMBARGOED,
        section="science",
        topics=("fisheries",),
        kicker="Coast survey",
    ),
    SampleStory("14-advisory-planner.txt", Fate.SKIPPED),
    SampleStory(
        "15-salt-prices.txt",
        Fate.WITHDRAWN,
        agency="coastal-press",
        section="business",
        topics=("farming",),
        hours_ago=28,
        reason="Two of the three dealers have taken back what they told the agency;"
        " the desk is asking again.",
    ),
    SampleStory(
        "16-lighthouse-auction.txt",
        Fate.KILLED,
        agency="coastal-press",
        section="city",
        topics=("heritage",),
        hours_ago=33,
        reason="A hoax: the harbour board owns the lighthouse and sells nothing.",
    ),
    SampleStory(
        "17-stadium-roof.txt",
        Fate.HELD,
        section="sport",
        topics=("coast-cup",),
        kicker="Bay Stadium",
        reason="A draft from one source. Hold until the inspectors confirm it.",
    ),
    SampleStory(
        "18-tide-gauge.txt",
        Fate.NEEDS_HEADLINE,
        agency="coastal-press",
        section="science",
        topics=("harbour", "heritage"),
    ),
    SampleStory("19-tram-museum.txt", Fate.DRAFT),
)
