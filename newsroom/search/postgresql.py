"""Searching on PostgreSQL: words and facets of a page in one ``tsvector``, under one GIN index."""

import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.errors import QueryCanceled

from newsroom.publishing.models import Page
from newsroom.search.asked import Alternative
from newsroom.search.found_by import FoundBy
from newsroom.search.looking import Hit, Look, Looked, SearchTimeoutError

TIMEOUT_MS = 2000
# Of a phrase as many of the newest blocks are asked at once as last some months, the others one
# by one.
_TOGETHER = 12

# Languages that PostgreSQL has a stemmer for without any extension.
_STEMMERS = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek",
    "en": "english", "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french",
    "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch",
    "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
_UNSTEMMED = "simple"
_BETWEEN = "\x1f"

# A headline also stands as it is written: whoever asks for nothing but words that are in every
# text, such as "to be or not to be", finds them there.
_PUT = """
INSERT INTO search_row (page_id, first_published_at, words)
SELECT page_id, first_published_at,
  setweight(to_tsvector(config::regconfig, headline), 'A')
  || setweight(to_tsvector('simple', headline), 'A')
  || setweight(to_tsvector(config::regconfig, about), 'B')
  || to_tsvector(config::regconfig, body)
  || array_to_tsvector(string_to_array(facets, %s))
FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[], %s::text[], %s::text[], %s::text[],
  %s::text[]) AS new (page_id, first_published_at, config, headline, about, body, facets)
ON CONFLICT (page_id) DO UPDATE
SET first_published_at = excluded.first_published_at, words = excluded.words
"""
_LEXEMES = """
SELECT phraseto_tsquery(%s::regconfig, term)::text, phraseto_tsquery('simple', term)::text
FROM unnest(%s::text[]) WITH ORDINALITY AS asked (term, place) ORDER BY place
"""


def put(connection: BaseDatabaseWrapper, rows: Sequence[tuple[Page, FoundBy]]) -> None:
    """Writes the search rows of these pages, in one statement."""
    columns = (
        [page.pk for page, _ in rows],
        [page.first_published_at for page, _ in rows],
        [stemmer(page.language) for page, _ in rows],
        [by.headline for _, by in rows],
        [by.about for _, by in rows],
        [by.body for _, by in rows],
        [_BETWEEN.join(by.facets) for _, by in rows],
    )
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [_BETWEEN, *columns])


def stemmer(language: str) -> str:
    """By what a page in ``language`` is stemmed: pages in other languages than the paper's own
    are found by their exact words, since nobody knows what language a reader's words are in."""
    own = _primary(settings.LANGUAGE_CODE)
    return _STEMMERS.get(own, _UNSTEMMED) if _primary(language) == own else _UNSTEMMED


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].lower()


# --- Asking ---

# One block of time after another, each from its newest page on; the database stops as soon as it
# has enough, and weighs only that. Whether a page is live is asked for each by itself, so that no
# plan could read all pages for it, and of the index of live pages, which is smaller than they are.
_HITS = """
SELECT hit.page_id, hit.first_published_at, {rank}
FROM (
  SELECT found.* FROM unnest(%(blocks)s::text[]) AS block (name)
  CROSS JOIN LATERAL (
    SELECT page_id, first_published_at, words FROM search_row
    WHERE words @@ (%(match)s::tsquery && block.name::tsquery)
      AND (
        SELECT true FROM publishing_page AS page WHERE page.state = 'live'
        AND page.first_published_at = search_row.first_published_at AND page.id = page_id
      ) {bounds}
    ORDER BY first_published_at DESC, page_id DESC LIMIT %(count)s
  ) AS found LIMIT %(count)s
) AS hit
"""
# Places of words that stand close together, less for a long text; then by the weights above.
_RANK = "ts_rank_cd(hit.words, %(words)s::tsquery, 1)"
# A plan that seems dear would be compiled first, which takes longer than to find the rows.
_LIMITS = "SELECT set_config('statement_timeout', %s, true), set_config('jit', 'off', true)"
_NO_LIMITS = "SET LOCAL statement_timeout TO DEFAULT"


def hits(connection: BaseDatabaseWrapper, look: Look) -> Looked:
    """What is found in the time there is; raises ``SearchTimeoutError`` if that is nothing."""
    words = _words(connection.alias, stemmer(settings.LANGUAGE_CODE), look.alternatives)
    if look.alternatives and not words:
        return Looked([])
    facets = [_quoted(name) for name in look.facets]
    bounds, values = _bounds(look)
    sql = _HITS.format(rank=_RANK if look.is_ranked and words else "0::float8", bounds=bounds)
    values |= {
        "match": " & ".join([*([f"({words})"] if words else []), *facets]),
        "words": words,
    }
    found: list[Hit] = []
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            until = time.monotonic() + TIMEOUT_MS / 1000
            for blocks in _portions(look):
                left = max(1, round(1000 * (until - time.monotonic())))
                cursor.execute(_LIMITS, [str(left)])
                values |= {
                    "blocks": [_quoted(name) for name in blocks],
                    "count": look.count - len(found),
                }
                cursor.execute(sql, values)
                found += [Hit(*row) for row in cursor.fetchall()]
                if len(found) >= look.count:
                    break
            cursor.execute(_NO_LIMITS)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        if not found:
            raise SearchTimeoutError from error
        return Looked(found, is_cut=True)
    return Looked(found)


def _portions(look: Look) -> Iterator[list[str]]:
    """The blocks that are asked in one statement each, the newest first.

    For a phrase the database looks into each page that has its words. Of very common ones it may
    not come to an end; what it found till then must not be lost.
    """
    has_phrase = any(" " in term.words for each in look.alternatives for term in each)
    together = _TOGETHER if has_phrase else len(look.blocks)
    yield look.blocks[:together]
    for block in look.blocks[together:]:
        yield [block]


def _bounds(look: Look) -> tuple[str, dict[str, Any]]:
    """Conditions for what the first and last block hold beyond the bounds, and their values."""
    conditions = ""
    values: dict[str, Any] = {}
    if look.since is not None:
        conditions += " AND first_published_at >= %(since)s"
        values["since"] = look.since
    if look.until is not None:
        conditions += " AND first_published_at < %(until)s"
        values["until"] = look.until
    if look.before is not None:
        conditions += " AND (first_published_at, page_id) < (%(before)s, %(before_pk)s)"
        values |= {"before": look.before.first_published_at, "before_pk": look.before.pk}
    return conditions, values


@lru_cache(maxsize=1024)
def _words(alias: str, config: str, alternatives: tuple[Alternative, ...]) -> str:
    """The words asked for, as PostgreSQL reads them; empty if there are none.

    A word may stand as the paper's language stems it or, on pages in other languages, as it is.
    """
    terms = list(dict.fromkeys(term.words for each in alternatives for term in each))
    if not terms:
        return ""
    with connections[alias].cursor() as cursor:
        cursor.execute(_LEXEMES, [config, terms])
        lexemes = dict(zip(terms, cursor.fetchall(), strict=True))
    return " | ".join(filter(None, (_alternative(each, lexemes) for each in alternatives)))


def _alternative(terms: Alternative, lexemes: dict[str, tuple[str, str]]) -> str:
    """Words that every text has, which stemmers leave out, count only where there are no others."""
    kept = [term for term in terms if lexemes[term.words][0]]
    if not any(term.is_wanted for term in kept):
        kept = [term for term in terms if lexemes[term.words][1]]
    parts = [
        f"{'' if term.is_wanted else '!'}({' | '.join(sorted(set(lexemes[term.words]) - {''}))})"
        for term in kept
    ]
    return f"({' & '.join(parts)})" if any(term.is_wanted for term in kept) else ""


def _quoted(name: str) -> str:
    """``name`` as one lexeme of a query."""
    escaped = name.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
