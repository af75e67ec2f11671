"""Where pages stand: their sections and their paths, of which no two pages share one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from newsroom.publishing import paths
from newsroom.publishing.models import Page, Section, Story

_PATHS_TRIED_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page belongs: the first segments of its path, and its last.

    ``is_new``: it has no path yet, or its slug, top section or genre changed; a section's new
    slug moves no page.
    """

    page: Page
    prefix: tuple[str, ...]
    slug: str
    is_new: bool

    def path(self, slug: str) -> str:
        assert self.page.path_date is not None
        return paths.story_path(self.prefix, self.page.path_date, slug)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page, the story and content that it shall show, and the slug that it was given last."""

    page: Page
    story: Story
    content: dict[str, Any]
    last_slug: str


def place(page: Page, story: Story, content: dict[str, Any]) -> None:
    """Sets the page's section and path."""
    last_slug = page.edition.content["slug"] if page.edition else ""
    [placed] = set_sections([Wanted(page, story, content, last_slug)])
    if placed.is_new:
        give_free_paths([placed])


def set_sections(wanted: Sequence[Wanted]) -> list[Place]:
    """Sets the section of each page as its content names it, with one query for all at most."""
    # What the stories were read with need not be asked for again.
    sections = {each.story.section_id: each.story.section for each in wanted}
    if others := {each.content["section"] for each in wanted} - {None, *sections}:
        sections |= Section.objects.select_related("parent").in_bulk(list(others))
    return [_set_section(each, sections.get(each.content["section"])) for each in wanted]


def _set_section(wanted: Wanted, section: Section | None) -> Place:
    page, story, slug = wanted.page, wanted.story, wanted.content["slug"]
    top = section.top if section else None
    prefix = story.path_prefix(wanted.content["kind"], top)
    is_new = page.path == "" or (prefix, slug) != (
        story.path_prefix(page.kind, page.top_section),
        wanted.last_slug,
    )
    page.section, page.top_section = section, top
    return Place(page, prefix, slug, is_new)


def give_free_paths(places: Sequence[Place]) -> None:
    """Gives each page the path that it may take: its own, a former one of its story, or a free one.

    One query, and another for those whose path somebody has.
    """
    taken = _owners(placed.path(placed.slug) for placed in places)
    late = [placed for placed in places if not _take(placed, [placed.slug], taken)]
    if late:
        taken |= _owners(placed.path(slug) for placed in late for slug in _others(placed))
        for placed in late:
            _take(placed, _others(placed), taken)


def _others(placed: Place) -> list[str]:
    numbers = range(2, _PATHS_TRIED_AT_ONCE)
    last_resort = f"{placed.slug}-{placed.page.story_uid.hex}"
    return [*(f"{placed.slug}-{number}" for number in numbers), last_resort]


def _take(placed: Place, slugs: Iterable[str], taken: dict[str, Any]) -> bool:
    own = placed.page.story_uid
    for path in map(placed.path, slugs):
        if taken.get(path, own) == own:
            taken[path] = own
            placed.page.path = path
            return True
    return False


def _owners(asked: Iterable[str]) -> dict[str, Any]:
    """Which story has each of these paths, of those that one has."""
    return dict(Page.objects.filter(path__in=list(asked)).values_list("path", "story_uid"))
