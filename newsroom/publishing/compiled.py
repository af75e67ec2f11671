"""Statements that cost Django more to build than the database to carry out.

Queries that are the same each time but for their values are made into SQL once a process; they are
yet ordinary querysets, and their rows are made by Django as ever. And many rows are updated, each
with values of its own, by one plain statement.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections, router
from django.db.models import CharField, Model, QuerySet, TextField

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
        # How values are read depends on the vendor alone.
        columns = [each[0] for each in self.compiler.select or ()]
        self.converters = self.compiler.get_converters(columns)

    def rows(self, using: str, values: Mapping[Value, Value]) -> list[Any]:
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[using]
        params = tuple(values.get(each, each) for each in self.params)
        compiler.as_sql = lambda *args, **options: (self.sql, params)
        compiler.get_converters = lambda expressions: self.converters
        # What a queryset tells the maker of its rows.
        asked = SimpleNamespace(
            db=using,
            model=self.queryset.model,
            query=SimpleNamespace(
                get_compiler=lambda *args, **options: compiler,
                extra_select={},
                values_select=self.queryset.query.values_select,
                annotation_select=self.queryset.query.annotation_select,
            ),
            _fields=self.queryset._fields,  # type: ignore[attr-defined]
            _fetch_mode=self.queryset._fetch_mode,  # type: ignore[attr-defined]
            _known_related_objects={},
        )
        make_rows = cast(Any, self.queryset)._iterable_class
        return list(make_rows(asked))


def update_each(model: type[Model], rows: Sequence[Model], names: Sequence[str]) -> None:
    """Stores these fields of each row, all rows in one statement.

    ``bulk_update`` builds an expression for each value, which takes longer than all else that is
    done to a story.
    """
    fields: list[Any] = [model._meta.pk, *map(model._meta.get_field, names)]
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    line = f"({', '.join(map(_place, fields))})"
    settings = (f"{quote(each.column)} = new.column{n}" for n, each in enumerate(fields[1:], 2))
    # Names of our own tables and columns; the values go beside it.
    sql = (
        f"UPDATE {table} SET {', '.join(settings)}"  # noqa: S608
        f" FROM (VALUES {', '.join([line] * len(rows))}) AS new"
        f" WHERE {table}.{quote(fields[0].column)} = new.column1"
    )
    values = [
        each.get_db_prep_save(getattr(row, each.attname), connection)
        for row in rows
        for each in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _place(field: Any) -> str:
    """A place for a value; PostgreSQL would take a NULL for a text, SQLite does not ask."""
    if connection.vendor != "postgresql":
        return "%s"
    # As a text of any length, so that one that is too long is refused and not cut.
    is_text = isinstance(field, CharField | TextField)
    return f"CAST(%s AS {'text' if is_text else field.rel_db_type(connection)})"
