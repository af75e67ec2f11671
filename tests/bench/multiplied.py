"""A seeded newsroom grown in the database: each story copied, under ids and paths of its own.

Pressing a million stories takes the better part of an hour; their copies take minutes, and are the
same to whoever reads: each copy is a microsecond younger, so that every list has an order.
"""

import psycopg

# Ids of the n-th copies begin here times n.
_STEP = 20_000_000
_UID = "md5({0}::text || {1})::uuid"

_TABLES: dict[str, dict[str, str]] = {
    "articles_article": {
        "uid": _UID,
        "slug": "left({0}, 80) || '-' || {1}",
        "first_published_at": "{0} + {1} * interval '1 microsecond'",
        "updated_at": "{0} + {1} * interval '1 microsecond'",
    },
    "articles_article_topics": {"article_id": "{0} + {2}"},
    "articles_byline": {"story_id": "{0} + {2}"},
    "articles_pictureuse": {"story_id": "{0} + {2}"},
    "publishing_edition": {
        "uid": _UID,
        "story_uid": _UID,
        "at": "{0} + {1} * interval '1 microsecond'",
    },
    "publishing_page": {
        "uid": _UID,
        "story_uid": _UID,
        "edition_id": "{0} + {2}",
        "path": "left({0}, length({0}) - 1) || '-' || {1} || '/'",
        "first_published_at": "{0} + {1} * interval '1 microsecond'",
        "updated_at": "{0} + {1} * interval '1 microsecond'",
        "corrected_at": "{0} + {1} * interval '1 microsecond'",
    },
    "publishing_pagetopic": {
        "page_id": "{0} + {2}",
        "first_published_at": "{0} + {1} * interval '1 microsecond'",
    },
    "publishing_pagebyline": {
        "page_id": "{0} + {2}",
        "first_published_at": "{0} + {1} * interval '1 microsecond'",
    },
    "publishing_pagepicture": {"page_id": "{0} + {2}"},
    "search_row": {
        "page_id": "{0} + {2}",
        "first_published_at": "{0} + {1} * interval '1 microsecond'",
    },
}


def multiply(database: str, times: int, *, after: int = 0) -> None:
    """Makes ``times`` - 1 copies of all that was seeded in the database of this URL.

    ``after``: so many are there already.
    """
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # the copies' keys are right
        words = connection.execute(
            "SELECT pg_get_indexdef('search_row_words'::regclass)"
        ).fetchone()
        assert words
        connection.execute("DROP INDEX search_row_words")  # built at once it takes a tenth of it
        for number in range(after + 1, times):
            for table, changes in _TABLES.items():
                connection.execute(_copy(connection, table, changes, number))
        for table in _TABLES:
            if table != "search_row":
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute(words[0])
        connection.execute("VACUUM ANALYZE")


def _copy(
    connection: psycopg.Connection, table: str, changes: dict[str, str], number: int
) -> bytes:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped ORDER BY attnum",
        [table],
    )
    columns = [row[0] for row in rows]
    step = number * _STEP
    own = {"id": "{0} + {2}", **changes}
    values = [
        own[name].format(f'"{name}"', number, step) if name in own else f'"{name}"'
        for name in columns
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    key = "page_id" if table == "search_row" else "id"
    sql = f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table}"
    return f"{sql} WHERE {key} < {_STEP}".encode()
