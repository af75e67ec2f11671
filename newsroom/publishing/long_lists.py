"""The admin's lists, however much they hold: no page, count, sort or search reads it all.

What stands in the list's own order after the first 10,000 rows is neither counted nor shown; a
filter or a search leads there.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.admin import (
    AllValuesFieldListFilter,
    ModelAdmin,
    RelatedFieldListFilter,
    ShowFacets,
    SimpleListFilter,
)
from django.core.paginator import Page, Paginator
from django.db import connection, connections
from django.db.models import (
    BooleanField,
    Exists,
    Expression,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.sql.compiler import SQLCompiler
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.text import smart_split, unescape_string_literal

MOST = 10_000
# PostgreSQL's parser would make signs, hosts and files of what stands around them.
SEPARATORS = "-_./:@&<>+"


class LongListPaginator(Paginator[Any]):
    """Pages of the first ``MOST`` rows in the list's ``own_order``, sorted as it was asked."""

    def __init__(self, *args: Any, own_order: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own_order = tuple(own_order)

    @cached_property
    def _counted(self) -> int:
        rows: Any = self.object_list
        return int(rows.order_by().values("pk")[: MOST + 1].count())

    @property
    def count(self) -> int:
        """How many rows there are to page through."""
        return min(self._counted, MOST)

    @property
    def most(self) -> str:
        """How many rows are listed at most, as it is printed."""
        return f"{MOST:,}"

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than are listed."""
        return self._counted > MOST

    def page(self, number: Any) -> Any:
        """The rows of this page; what is annotated to them is asked of no others."""
        number = self.validate_number(number)
        bottom = (number - 1) * self.per_page
        top = min(bottom + self.per_page, self.count)
        rows: Any = self.object_list
        listed = rows
        if self.is_cut and not self._is_in_own_order:
            first = rows.order_by(*self.own_order).values("pk")[:MOST]
            listed = rows.model._base_manager.filter(pk__in=first)
            listed = listed.order_by(*rows.query.order_by)
        keys = list(listed.values_list("pk", flat=True)[bottom:top])
        return Page(rows.filter(pk__in=keys), number, self)

    @property
    def _is_in_own_order(self) -> bool:
        rows: Any = self.object_list
        asked = tuple(rows.query.order_by)
        return asked[: len(self.own_order)] == self.own_order


class LongList(ModelAdmin[Any]):
    """An admin whose list may hold any number of rows."""

    show_full_result_count = False
    # Numbers beside each filter would be counts of every row.
    show_facets = ShowFacets.NEVER

    def get_paginator(
        self, request: HttpRequest, queryset: Any, per_page: int, orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> LongListPaginator:  # fmt: skip
        own_order = self.get_ordering(request) or self.opts.ordering or ("-pk",)
        return LongListPaginator(
            queryset, per_page, orphans, allow_empty_first_page, own_order=own_order
        )


class WordSearch(LongList):
    """A list searched by the beginnings of words, by id, and by uid.

    On PostgreSQL each such list has an index over the words of its ``search_fields``, in their
    order; SQLite looks at each row, and finds the middles of words too.
    """

    # What a uid that somebody looks for names.
    uid_field = "uid"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if uid := _uid(search_term):
            return queryset.filter(**{self.uid_field: uid}), False
        if connections[queryset.db].vendor != "postgresql":
            found, _ = super().get_search_results(request, queryset, search_term)
            matches = Q(pk__in=found.order_by().values("pk"))
        elif words := words_of(search_term):
            matches = Q(BeginningsOfWords(self.get_search_fields(request), words))
        else:
            return queryset if not search_term.strip() else queryset.none(), False
        number = search_term.strip()
        if number.isdecimal() and int(number) < 2**63:
            matches |= Q(pk=int(number))
        return queryset.filter(matches), False


def _uid(term: str) -> UUID | None:
    try:
        return UUID(term.strip())
    except ValueError:
        return None


def words_of(term: str) -> list[str]:
    """``"wall of stone" harb`` as two: what is quoted has to stand together."""
    parts = (
        unescape_string_literal(part) if part[0] == part[-1] and part[0] in "\"'" else part
        for part in smart_split(term)
        if len(part) > 1 or part.isalnum()
    )
    apart = str.maketrans(SEPARATORS, " " * len(SEPARATORS))
    return [word for part in parts if any(map(str.isalnum, word := part.translate(apart)))]


class BeginningsOfWords(Expression):
    """Whether each of ``words`` begins one of the words in ``fields``; for PostgreSQL.

    Spelt as its index is (``newsroom/publishing/migrations/_without_lock.py``), which answers it.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, fields: Iterable[str], words: Iterable[str]) -> None:
        super().__init__()
        self.fields: list[Any] = [F(name) for name in fields]
        quoted = (word.replace("\\", "\\\\").replace("'", "''") for word in words)
        self.query: Any = Value(" & ".join(f"'{word}':*" for word in quoted))

    def get_source_expressions(self) -> list[Any]:
        return [*self.fields, self.query]

    def set_source_expressions(self, exprs: Any) -> None:
        *self.fields, self.query = exprs

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        columns = [compiler.compile(field)[0] for field in self.fields]
        query, params = compiler.compile(self.query)
        return f"{words_vector(columns)} @@ to_tsquery('simple', {query})", params


def words_vector(columns: Iterable[str]) -> str:
    """The words in these columns, as PostgreSQL's indexes hold them."""
    text = " || ' ' || ".join(columns)
    apart = " " * len(SEPARATORS)
    return f"to_tsvector('simple', translate({text}, '{SEPARATORS}', '{apart}'))"


# --- Filters that ask an index ---


class PeriodFilter(SimpleListFilter):
    """A year, or a month of it; which there are, the ends of the index say."""

    title = "time"
    parameter_name = "when"
    field = "at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        ends = model_admin.model._default_manager.aggregate(
            first=Min(self.field), last=Max(self.field)
        )
        if ends["first"] is None:
            return []
        first, last = (timezone.localtime(ends[name]) for name in ("first", "last"))
        chosen = _period(self.value() or "")
        found: list[tuple[str, str]] = []
        for year in range(last.year, first.year - 1, -1):
            found.append((str(year), str(year)))
            if chosen is not None and chosen[0] == year:
                found += [
                    (f"{year}-{month:02}", f"{name} {year}") for month, name in MONTHS.items()
                ]
        return found

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        period = _period(self.value() or "")
        if period is None:
            return queryset
        year, month = period
        ends = (year, month + 1) if month and month < 12 else (year + 1, 1)
        start, end = (
            datetime(*first, 1, tzinfo=timezone.get_current_timezone())
            for first in ((year, month or 1), ends)
        )
        return queryset.filter(**{f"{self.field}__gte": start, f"{self.field}__lt": end})


def _period(value: str) -> tuple[int, int] | None:
    """Year and month of ``2024-05``, month 0 of ``2024``; None of anything else."""
    found = re.fullmatch(r"([12][0-9]{3})(?:-(0[1-9]|1[0-2]))?", value)
    return (int(found[1]), int(found[2] or 0)) if found else None


class KnownValuesFilter(AllValuesFieldListFilter):
    """The values that a column has, each found by one step in its index."""

    def __init__(self, field: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(field, *args, **kwargs)
        self.lookup_choices: Any = _distinct(field)


def _distinct(field: Any) -> list[Any]:
    quoted = connection.ops.quote_name
    names = {"table": quoted(field.model._meta.db_table), "column": quoted(field.column)}
    with connection.cursor() as cursor:
        cursor.execute(_DISTINCT.format(**names))
        return [value for (value,) in cursor.fetchall()]


_DISTINCT = """
WITH RECURSIVE each (value) AS (
  SELECT min({column}) FROM {table}
  UNION ALL
  SELECT (SELECT min({column}) FROM {table} WHERE {column} > each.value)
  FROM each WHERE each.value IS NOT NULL
)
SELECT value FROM each WHERE value IS NOT NULL
"""


class NamedFilter(RelatedFieldListFilter):
    """Those of another table that a row names; each is looked up by itself."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        naming = model_admin.model._default_manager.filter(**{field.name: OuterRef("pk")})
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(
            include_blank=False, ordering=ordering, limit_choices_to=Q(Exists(naming))
        )
