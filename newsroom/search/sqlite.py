"""Searching on SQLite: words and facets of a page in one row of a full-text table."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from newsroom.publishing.models import Page
from newsroom.search.asked import Alternative
from newsroom.search.found_by import FoundBy
from newsroom.search.looking import Hit, Look, Looked

_PUT_ROW = """
INSERT INTO search_row (page_id, first_published_at) VALUES (%s, %s)
ON CONFLICT (page_id) DO UPDATE SET first_published_at = excluded.first_published_at
"""
_PUT_WORDS = """
INSERT OR REPLACE INTO search_words (rowid, headline, about, body, facets)
VALUES (%s, %s, %s, %s, %s)
"""
_DROP_WORDS = "DELETE FROM search_words WHERE rowid = %s"


def put(connection: BaseDatabaseWrapper, rows: Sequence[tuple[Page, FoundBy]]) -> None:
    """Writes the search rows of these pages."""
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.executemany(_PUT_ROW, [(p.pk, adapt(p.first_published_at)) for p, _ in rows])
        cursor.executemany(
            _PUT_WORDS,
            [
                (page.pk, by.headline, by.about, by.body, " ".join(map(_number, by.facets)))
                for page, by in rows
            ],
        )


def drop(connection: BaseDatabaseWrapper, page_ids: Sequence[int]) -> None:
    """Takes out the words of these pages."""
    with connection.cursor() as cursor:
        cursor.executemany(_DROP_WORDS, [(pk,) for pk in page_ids])


def _number(facet: str) -> str:
    """The facet as one word of digits, which no stemmer touches."""
    digest = hashlib.blake2b(facet.encode(), digest_size=7).digest()
    return str(int.from_bytes(digest))


# --- Asking ---

# One block of time after another, each from its newest page on, until there are enough.
_IN_A_BLOCK = """
SELECT * FROM (
  SELECT search_row.page_id, search_row.first_published_at, {rank}
  FROM search_words
  JOIN search_row ON search_row.page_id = search_words.rowid
  JOIN publishing_page AS page ON page.id = search_words.rowid AND page.state = 'live'
  WHERE search_words MATCH %s {bounds}
  ORDER BY search_row.first_published_at DESC, search_row.page_id DESC LIMIT %s
)
"""
# The smaller, the better it fits: columns weigh as much as they do on PostgreSQL.
_RANK = "-bm25(search_words, 10.0, 6.0, 1.0, 0.0)"


def hits(connection: BaseDatabaseWrapper, look: Look) -> Looked:
    """What is found; always to the end, which on a laptop is near."""
    words = " OR ".join(map(_alternative, look.alternatives))
    parts = [f"{{headline about body}} : ({words})"] if words else []
    parts += [_facet(name) for name in look.facets]
    bounds, values = _bounds(connection, look)
    sql = _IN_A_BLOCK.format(rank=_RANK if look.is_ranked and words else "0.0", bounds=bounds)
    found: list[Any] = []
    with connection.cursor() as cursor:
        for block in look.blocks:
            asked = " AND ".join([*parts, _facet(block)])
            cursor.execute(sql, [asked, *values, look.count - len(found)])
            found += cursor.fetchall()
            if len(found) >= look.count:
                break
    zone = connection.timezone
    return Looked([Hit(pk, timezone.make_aware(at, zone), rank) for pk, at, rank in found])


def _bounds(connection: BaseDatabaseWrapper, look: Look) -> tuple[str, list[Any]]:
    """Conditions for what the first and last block hold beyond the bounds, and their values."""
    adapt = connection.ops.adapt_datetimefield_value
    conditions = ""
    values: list[Any] = []
    if look.since is not None:
        conditions += " AND search_row.first_published_at >= %s"
        values.append(adapt(look.since))
    if look.until is not None:
        conditions += " AND search_row.first_published_at < %s"
        values.append(adapt(look.until))
    if look.before is not None:
        conditions += " AND (search_row.first_published_at, search_row.page_id) < (%s, %s)"
        values += [adapt(look.before.first_published_at), look.before.pk]
    return conditions, values


def _alternative(terms: Alternative) -> str:
    wanted = " AND ".join(f'"{term.words}"' for term in terms if term.is_wanted)
    unwanted = "".join(f' NOT "{term.words}"' for term in terms if not term.is_wanted)
    return f"(({wanted}){unwanted})"


def _facet(name: str) -> str:
    return f'facets : "{_number(name)}"'
