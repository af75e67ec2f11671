"""The Marjan Courier: its name, sections, topics, contributors and staff."""

from __future__ import annotations

from dataclasses import dataclass

SITE_NAME = "The Marjan Courier"
CITY = "Port Marjan"
TIME_ZONE = "Asia/Karachi"
LANGUAGE = "en"

# The agencies are as invented as the paper; feeds for the demo may be named after them.
AGENCIES = ("Meridian", "Coastal Press")


@dataclass(frozen=True, slots=True)
class SampleSection:
    """A section; `parent` is the slug of the top section that it stands under, or empty."""

    slug: str
    name: str
    description: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class SampleTopic:
    """A topic that readers can follow; `code` is what agencies call it."""

    slug: str
    name: str
    description: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class SampleContributor:
    """Someone whose name stands above stories."""

    slug: str
    name: str
    bio: str


@dataclass(frozen=True, slots=True)
class SampleStaff:
    """A sign-in: the user name is the role's value. No sections means the whole paper."""

    username: str
    name: str
    sections: tuple[str, ...] = ()
    opinion: bool = False
    contributor: str = ""

    @property
    def role(self) -> str:
        return self.username

    @property
    def email(self) -> str:
        return f"{self.username}@marjancourier.example"


SECTIONS = (
    SampleSection("national", "National", "News from the coast to the hills."),
    SampleSection("world", "World", "The neighbours, near and far."),
    SampleSection("city", "City", "Port Marjan, ward by ward."),
    SampleSection("business", "Business", "Trade, prices, work and power."),
    SampleSection("sport", "Sport", "Matches, and those who play them."),
    SampleSection("cricket", "Cricket", "From the Coast Cup to the back lane.", parent="sport"),
    SampleSection("science", "Science & Environment", "Sea, sky and what we find there."),
    SampleSection("culture", "Culture", "Books, buildings, music and films."),
)

TOPICS = (
    SampleTopic("harbour", "Harbour", "The port, its channel and those who live by it."),
    SampleTopic(
        "monsoon", "Monsoon", "The rains: forecasts, drains and harvests.", code="medtop:17000000"
    ),
    SampleTopic("ferries", "Ferries", "Boats that carry people on river and bay."),
    SampleTopic("libraries", "Libraries", code="medtop:20000043"),
    SampleTopic("astronomy", "Astronomy", code="medtop:20000718"),
    SampleTopic(
        "farming", "Farming", "Orchards, fields and the markets they feed.", code="medtop:20000210"
    ),
    SampleTopic(
        "power-grid", "Power grid", "Lines, tariffs and the evening cut.", code="medtop:20000260"
    ),
    SampleTopic("coast-cup", "Coast Cup"),
    SampleTopic("schools", "Schools", code="medtop:20000400"),
    SampleTopic("railways", "Railways", code="medtop:20000340"),
    SampleTopic(
        "fisheries", "Fisheries", "Boats, shoals and the law of the nets.", code="medtop:20000213"
    ),
    SampleTopic(
        "heritage", "Heritage", "Old things that the city means to keep.", code="medtop:20000044"
    ),
)

CONTRIBUTORS = (
    SampleContributor(
        "haris-bandukwala",
        "Haris Bandukwala",
        "Haris Bandukwala has covered the port since he was sent to ask why a crane was late.",
    ),
    SampleContributor(
        "gulnar-contractor",
        "Gulnar Contractor",
        "Gulnar Contractor writes about the city and the river, and how people cross both.",
    ),
    SampleContributor(
        "tahmina-rodrigues",
        "Tahmina Rodrigues",
        "Tahmina Rodrigues edits the culture pages. Her column appears every other week.",
    ),
    SampleContributor(
        "laleh-ansari-pinto",
        "Laleh Ansari-Pinto",
        "Laleh Ansari-Pinto reports on science and the sea, with a degree in one of them.",
    ),
    SampleContributor(
        "sikandar-wadhwani",
        "Sikandar Wadhwani",
        "Sikandar Wadhwani is the business editor and reads tariffs for pleasure.",
    ),
    SampleContributor(
        "bilal-machhiwala",
        "Bilal Machhiwala",
        "Bilal Machhiwala has reported on club cricket for twenty-two seasons.",
    ),
    SampleContributor(
        "mehreen-tawfiq",
        "Mehreen Tawfiq",
        "Mehreen Tawfiq covers schools and universities. She taught physics before that.",
    ),
    SampleContributor(
        "imtiaz-kolachi",
        "Imtiaz Kolachi",
        "Imtiaz Kolachi is the paper’s chief photographer, and now and then writes of trains.",
    ),
)

STAFF = (
    SampleStaff("reporter", "Gulnar Contractor", ("city",), contributor="gulnar-contractor"),
    SampleStaff("sub_editor", "Daud Fernandez", ("city", "national", "culture"), opinion=True),
    SampleStaff("desk_editor", "Yusra Lakhani", opinion=True),
    SampleStaff("chief_editor", "Rukhsana Dariwala", opinion=True),
    SampleStaff("photo_editor", "Imtiaz Kolachi", contributor="imtiaz-kolachi"),
    SampleStaff("wire_operator", "Parvez Samad"),
    SampleStaff("administrator", "Nilofer Qureshi-Bell"),
)
