"""Many new rows at once: on PostgreSQL by COPY, which spares both sides quoting long text."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

from newsroom.text.sanitize import CleanHtml

# What goes to the database as it is; everything else is prepared by its field.
_AS_THEY_ARE = frozenset({str, CleanHtml, int, bool, UUID})


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


def _copy(model: type[Model], rows: Sequence[Model]) -> None:
    meta, quote = model._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.generated]
    names = ", ".join(quote(field.column or "") for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
        with cursor.copy(f"COPY {quote(meta.db_table)} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_stored(field, row) for field in fields])


def _stored(field: Field[Any, Any], row: Model) -> Any:
    value = field.pre_save(row, add=True)
    if type(value) in _AS_THEY_ARE:
        return value
    return field.get_db_prep_save(value, connection)
