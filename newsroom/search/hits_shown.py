"""What readers are shown of the pages that were found: where the words stand in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import FETCH_RAISE
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from newsroom.publishing import shown
from newsroom.publishing.fragment import without_figures
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.reading import Card
from newsroom.search.highlight import Marker, Run
from newsroom.text.sanitize import paragraphs

# So far into a body it is looked for the words; most stories are shorter.
_LOOKED_INTO = 50_000


@dataclass(frozen=True, slots=True)
class HitShown:
    """A page as the search page lists it."""

    card: Card
    headline: SafeString
    snippet: SafeString


def hits_shown(page_ids: Sequence[int], words: Sequence[str], menu: Menu) -> list[HitShown]:
    """The live pages among these, in this order, one query; ``words`` are set apart in them."""
    rows = Page.objects.live().filter(pk__in=page_ids).fetch_mode(FETCH_RAISE)
    pages = {page.pk: page for page in rows.defer("changes", "topics", "bylines")}
    shown.show(*map(shown.page, pages))
    marker = Marker(words)
    return [_shown(pages[pk], marker, menu) for pk in page_ids if pk in pages]


def _shown(page: Page, marker: Marker, menu: Menu) -> HitShown:
    return HitShown(
        Card(page, menu.get(page.section_id)),
        _html(marker.marked(page.headline)),
        _html(marker.snippet(_text(page)) or marker.marked(page.teaser)),
    )


def _html(runs: Iterable[Run]) -> SafeString:
    """The runs, each escaped, matches as ``mark``."""
    marked = [format_html("<mark>{}</mark>", r.text) if r.is_match else r.text for r in runs]
    return format_html_join("", "{}", ((run,) for run in marked))


def _text(page: Page) -> str:
    """Standfirst and the beginning of the body, as plain text."""
    body = without_figures(page.body)
    if len(body) > _LOOKED_INTO:
        body = body[: body.rfind("<", 0, _LOOKED_INTO)]
    return " ".join([page.standfirst, *paragraphs(body)]).strip()
