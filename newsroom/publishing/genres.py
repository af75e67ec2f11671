"""The genres of opinion: how pages name them, and how addresses and readers do."""

from dataclasses import dataclass

OPINION_FRONT = "/opinion/"


@dataclass(frozen=True, slots=True)
class Genre:
    """A kind of opinion; ``kind`` as a page has it, ``slug`` as an address (design: paths)."""

    kind: str
    slug: str
    name: str

    @property
    def path(self) -> str:
        """The genre's front."""
        return f"{OPINION_FRONT}{self.slug}/"


GENRES = (
    Genre("editorial", "editorial", "Editorial"),
    Genre("column", "columns", "Columns"),
    Genre("letter", "letters", "Letters"),
    Genre("cartoon", "cartoons", "Cartoons"),
)
# Pages of these kinds say that they are opinion wherever they stand.
OPINION_KINDS = tuple(genre.kind for genre in GENRES)
