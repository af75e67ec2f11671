"""Many new rows at once: on PostgreSQL by COPY, which spares both sides quoting long text."""

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from types import NoneType
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import DateTimeField, Field, JSONField, Model

from newsroom.text.sanitize import CleanHtml

# What goes to the database as it is, instants being aware everywhere in the program; everything
# else is prepared by its field.
_AS_THEY_ARE = frozenset({NoneType, str, CleanHtml, int, bool, UUID, datetime})


def prefer_quick_compression() -> None:
    """Until the transaction ends, long text is compressed by LZ4, where the server knows it.

    PostgreSQL's own way costs it more time than all else that it does with a story. What was
    compressed in either way is read alike, and a dump knows nothing of it.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config(name, 'lz4', true) FROM pg_settings"
            " WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)"
        )


def wait_briefly() -> None:
    """Until the transaction ends, no lock is waited for longer than a moment.

    Of two who wait for each other PostgreSQL ends one after a second. An import can begin anew;
    an editor would see an error.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")


def insert(rows: Sequence[Model]) -> None:
    """As ``bulk_create``: stores ``rows``, all of one model, and gives them their primary keys."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model._default_manager.bulk_create(rows)
        return
    # Errors of COPY come as Django's own: a database that is away is no fault of the copy.
    with connection.wrap_database_errors:
        _copy(model, rows)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_missing(rows: Sequence[Model]) -> bool:
    """As ``insert``, but leaves out those of ``rows`` that break a rule of uniqueness.

    Whether all were stored; if not, nobody knows their primary keys: ask for them.
    """
    if not rows:
        return True
    if connection.vendor == "postgresql":
        try:
            with transaction.atomic():
                insert(rows)
        except IntegrityError:
            # Another process was faster, which is seldom; COPY cannot pass over single rows.
            for row in rows:
                row.pk, row._state.adding = None, True
        else:
            return True
    type(rows[0])._default_manager.bulk_create(rows, ignore_conflicts=True)
    return False


def _copy(model: type[Model], rows: Sequence[Model]) -> None:
    meta, quote = model._meta, connection.ops.quote_name
    columns = _columns(model)
    names = ", ".join(quote(field.column or "") for field in columns.fields)
    with connection.cursor() as cursor:
        cursor.execute(
            # Looked up once: as the argument itself it would be for each row.
            "SELECT nextval((SELECT pg_get_serial_sequence(%s, %s)::regclass))"
            " FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
        with cursor.copy(f"COPY {quote(meta.db_table)} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(columns.of(row))


class _Columns:
    """The fields of a model, and how their values are taken from a row.

    Most are attributes that go to the database as they are; ``told`` are the fields that have a
    word in it: the time of saving, clean HTML, JSON.
    """

    def __init__(self, model: type[Model]) -> None:
        fields = [field for field in model._meta.concrete_fields if not field.generated]
        self.told = [field for field in fields if _has_a_word(field)]
        self.plain = [field for field in fields if field not in self.told]
        self.fields: list[Field[Any, Any]] = [*self.plain, *self.told]
        self.attributes = attrgetter(*(field.attname for field in self.plain))

    def of(self, row: Model) -> list[Any]:
        """What is stored of ``row``, in the order of ``fields``."""
        plain = [
            value if type(value) in _AS_THEY_ARE else field.get_db_prep_save(value, connection)
            for field, value in zip(self.plain, self.attributes(row), strict=True)
        ]
        return plain + [
            field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in self.told
        ]


_columns = lru_cache(maxsize=32)(_Columns)


def _has_a_word(field: Field[Any, Any]) -> bool:
    if isinstance(field, DateTimeField):
        return field.auto_now or field.auto_now_add
    return isinstance(field, JSONField) or type(field).pre_save is not Field.pre_save
