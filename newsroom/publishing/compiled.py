"""Queries that are the same each time but for their values: made into SQL once a process.

To build a query and turn it into SQL costs Django more than the database needs to answer it. What
is compiled is yet an ordinary queryset, and its rows are made by Django as ever.
"""

import copy
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connections, router
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable

# What no value of ours is, and what every column that is asked for takes.
_FIRST_MARK = -(2**31) + 1

type Value = int | str


class Compiled[M: Model]:
    """A queryset with places for values: ``make`` builds it, given a mark for each place.

    ``kinds`` are the types of the values, of which none may decide about the query's shape.
    """

    def __init__(
        self, model: type[M], make: Callable[..., QuerySet[M]], *kinds: type[int] | type[str]
    ) -> None:
        self.model, self.make = model, make
        self.marks: list[Value] = [kind(_FIRST_MARK + n) for n, kind in enumerate(kinds)]
        self._plans: dict[str, _Plan] = {}

    def rows(self, *values: Value) -> list[M]:
        """The rows for these values, in one query."""
        using = router.db_for_read(self.model) or DEFAULT_DB_ALIAS
        vendor = connections[using].vendor
        if vendor not in self._plans:
            self._plans[vendor] = _Plan(self.make(*self.marks))
        plan = self._plans[vendor]
        return cast(list[M], plan.rows(using, dict(zip(self.marks, values, strict=True))))


class _Plan:
    """A queryset and its SQL, for databases of one vendor."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        self.sql, self.params = self.compiler.as_sql()

    def rows(self, using: str, values: Mapping[Value, Value]) -> list[Any]:
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[using]
        params = tuple(values.get(each, each) for each in self.params)
        compiler.as_sql = lambda *args, **options: (self.sql, params)
        # What a queryset tells the maker of its rows.
        asked = SimpleNamespace(
            db=using,
            model=self.queryset.model,
            query=SimpleNamespace(get_compiler=lambda **options: compiler),
            _fetch_mode=self.queryset._fetch_mode,  # type: ignore[attr-defined]
            _known_related_objects={},
        )
        return list(ModelIterable(cast(Any, asked)))
