"""What a page is found by: its words in their order of weight, and what it can be narrowed to."""

from dataclasses import dataclass
from typing import Self

from newsroom.publishing import shown
from newsroom.publishing.fragment import without_figures
from newsroom.publishing.models import Page
from newsroom.search.blocks import blocks_of, name_of
from newsroom.search.folding import folded
from newsroom.text.sanitize import paragraphs

# PostgreSQL takes 1 MiB for all words of a row, each with its places, which at worst is twice
# as long as the text: no page may be so long that it cannot be pressed.
_MOST_BYTES = 400_000
_MOST_BYTES_ABOUT = 50_000

# No word that is folded has a slash in it, so that no reader's words can name one of these.
section, genre = shown.section, shown.genre
topic, contributor = shown.topic, shown.contributor


def agency(credit: str) -> str:
    return f"agency/{credit.casefold()}"


@dataclass(frozen=True, slots=True)
class FoundBy:
    """All in comparable form; ``facets`` name what the page belongs to, its blocks of time too."""

    headline: str
    about: str
    body: str
    facets: tuple[str, ...]

    @classmethod
    def of(cls, page: Page) -> Self:
        """What ``page``, as it stands now, is found by."""
        names = [line["name"] for line in (*page.bylines, *page.topics)]
        about = " ".join([page.kicker, page.standfirst, *names])
        # Not by a picture's caption, which is not the page's any longer once the picture is killed.
        body = " ".join(paragraphs(without_figures(page.body)))
        return cls(
            headline=folded(page.headline),
            about=_within(folded(about), _MOST_BYTES_ABOUT),
            body=_within(folded(body), _MOST_BYTES),
            facets=_facets(page),
        )


def _facets(page: Page) -> tuple[str, ...]:
    assert page.first_published_at is not None
    sections = {page.section_id, page.top_section_id} - {None}
    people = {line["contributor"] for line in page.bylines if line["contributor"]}
    return (
        *map(name_of, blocks_of(page.first_published_at)),
        genre(page.kind),
        *(section(pk) for pk in sections if pk),
        *(topic(each["id"]) for each in page.topics),
        *(contributor(pk) for pk in people),
        *([agency(page.credit)] if page.credit else []),
    )


def _within(words: str, most: int) -> str:
    """As many whole words from the start as ``most`` bytes hold."""
    raw = words.encode()
    return words if len(raw) <= most else raw[: raw.rfind(b" ", 0, most)].decode()
