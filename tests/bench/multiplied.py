"""A seeded newsroom grown in the database: each story copied, under ids and paths of its own.

Pressing a million stories takes the better part of an hour; their copies take minutes, and are the
same to whoever reads: each copy is a microsecond younger, so that every list has an order. They
are written where they would stand had each been pressed in its time: a paper's rows lie on the
disk in the order of their days.
"""

import psycopg

# Ids of the n-th copies begin at n times this.
_STEP = 20_000_000
_UID = "md5({0}::text || copy)::uuid"

_TABLES: dict[str, dict[str, str]] = {
    "articles_article": {
        "uid": _UID,
        "slug": "left({0}, 80) || '-' || copy",
        "first_published_at": "{0} + copy * interval '1 microsecond'",
        "updated_at": "{0} + copy * interval '1 microsecond'",
    },
    "articles_article_topics": {"article_id": "{0} + step"},
    "articles_byline": {"story_id": "{0} + step"},
    "articles_pictureuse": {"story_id": "{0} + step"},
    "publishing_edition": {
        "uid": _UID,
        "story_uid": _UID,
        "at": "{0} + copy * interval '1 microsecond'",
    },
    "publishing_page": {
        "uid": _UID,
        "story_uid": _UID,
        "edition_id": "{0} + step",
        "path": "left({0}, length({0}) - 1) || '-' || copy || '/'",
        "first_published_at": "{0} + copy * interval '1 microsecond'",
        "updated_at": "{0} + copy * interval '1 microsecond'",
        "corrected_at": "{0} + copy * interval '1 microsecond'",
    },
    "publishing_pagetopic": {
        "page_id": "{0} + step",
        "first_published_at": "{0} + copy * interval '1 microsecond'",
    },
    "publishing_pagebyline": {
        "page_id": "{0} + step",
        "first_published_at": "{0} + copy * interval '1 microsecond'",
    },
    "publishing_pagepicture": {"page_id": "{0} + step"},
    "search_row": {
        "page_id": "{0} + step",
        "first_published_at": "{0} + copy * interval '1 microsecond'",
    },
}


def multiply(database: str, times: int) -> None:
    """Makes ``times`` - 1 copies of all that was seeded in the database of this URL."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # the copies' keys are right
        words = connection.execute(
            "SELECT pg_get_indexdef('search_row_words'::regclass)"
        ).fetchone()
        assert words
        connection.execute("DROP INDEX search_row_words")  # built at once it takes a tenth of it
        for table, changes in _TABLES.items():
            connection.execute(_copies(connection, table, changes, times - 1))
            print(f"{times - 1} copies of {table}", flush=True)
            if table != "search_row":
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
        connection.execute("SET maintenance_work_mem = '512MB'")
        connection.execute(words[0])
        connection.execute("VACUUM ANALYZE")


def _copies(
    connection: psycopg.Connection, table: str, changes: dict[str, str], count: int
) -> bytes:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped ORDER BY attnum",
        [table],
    )
    columns = [row[0] for row in rows]
    own = {"id": "{0} + step", **changes}
    values = [own[name].format(f'"{name}"') if name in own else f'"{name}"' for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    key = "page_id" if table == "search_row" else "id"
    return f"""
        INSERT INTO {table} ({names}) SELECT {", ".join(values)}
        FROM (SELECT * FROM {table} ORDER BY {key}) AS seeded
        CROSS JOIN (SELECT copy, copy * {_STEP} AS step FROM generate_series(1, {count}) AS copy)
        AS copies
    """.encode()
