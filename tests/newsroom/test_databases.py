"""Which databases a process has, and how long it waits for each."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom.databases import database, of_a_web_process, replicas

PRIMARY = database("postgres://news:secret@db.example/paper?pool=3")


def test_a_small_paper_on_sqlite_has_one_database_and_no_limits():
    sqlite = database("sqlite:////srv/paper.sqlite3")
    assert of_a_web_process(sqlite, []) == {"default": sqlite}


def test_commands_and_workers_may_take_their_time():
    assert "options" not in PRIMARY["OPTIONS"]


@pytest.mark.parametrize(
    ("alias", "statement", "connect", "pool"),
    [
        ("default", 30_000, 5, 10),
        ("readers", 5_000, 3, 3),
        ("watch", 2_000, 2, None),
        ("replica_1", 3_000, 2, 1),
    ],
)
def test_who_serves_waits_for_the_database_no_longer_than_this(alias, statement, connect, pool):
    told = of_a_web_process(PRIMARY, [PRIMARY])[alias]["OPTIONS"]
    assert f"-c statement_timeout={statement} " in f"{told['options']} "
    assert told["connect_timeout"] == connect
    assert told.get("pool", {}).get("timeout") == pool
    assert told.get("pool", {}).get("max_size") == (pool and 3)
    assert told["tcp_user_timeout"] <= 20_000


def test_who_reads_for_readers_cannot_write():
    databases = of_a_web_process(PRIMARY, [])
    read_only = {
        alias for alias, told in databases.items() if "read_only=on" in told["OPTIONS"]["options"]
    }
    assert read_only == {"readers", "watch"}


def test_the_watch_keeps_a_line_of_its_own():
    assert of_a_web_process(PRIMARY, [])["watch"]["CONN_MAX_AGE"] is None


def test_what_the_address_says_for_itself_wins():
    asked = database("postgres://db/paper?options=-c%20statement_timeout%3D9000&connect_timeout=1")
    told = of_a_web_process(asked, [])["readers"]["OPTIONS"]
    assert told["options"].endswith("-c statement_timeout=9000")
    assert told["connect_timeout"] == 1


@pytest.mark.parametrize(
    ("primary", "urls", "advice"),
    [
        ("sqlite:////srv/paper.sqlite3", ["postgres://db2/paper"], "SQLite, which has no replicas"),
        ("postgres://db/paper", ["sqlite:////x"], "postgres://user:password@host/name for each"),
        ("postgres://db/paper", ["postgres://db2"], "DATABASE_REPLICA_URLS names no database"),
        ("postgres://db/paper", ["postgres://db2/paper?pool=x"], "DATABASE_REPLICA_URLS has pool"),
        ("postgres://db/paper", ["postgres://db2/paper?connect_timeout=x"], "a whole number"),
    ],
)
def test_wrong_replicas_are_refused_with_what_to_write(primary, urls, advice):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URLS") as refusal:
        replicas(urls, database(primary))
    assert advice in str(refusal.value)
