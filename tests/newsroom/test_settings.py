"""The settings: wrong values stop the start in words, and databases are opened safely."""

import ast
import os
import runpy
import sys
from threading import Thread

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.utils import ConnectionHandler

from newsroom.databases import database as options_of
from newsroom.environment import PurgeAddress
from tests.environment import clean_environment
from tests.paths import TOP

SETTINGS = str(TOP / "newsroom/settings.py")


@pytest.fixture
def settings_with(monkeypatch, tmp_path):
    """Reads the settings anew in an environment that has nothing but what is given."""

    def read(**variables):
        for name in set(clean_environment()) ^ set(os.environ):
            monkeypatch.delenv(name)
        monkeypatch.setenv("NEWSROOM_DATA", str(tmp_path / "data"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(SETTINGS)

    return read


def test_nothing_needs_to_be_set_on_a_laptop(settings_with, tmp_path):
    read = settings_with()

    assert read["DATABASES"]["default"]["NAME"] == str(tmp_path / "data/newsroom.sqlite3")
    assert read["DEBUG"] is False
    assert read["SESSION_COOKIE_SECURE"] is False


def test_a_site_on_https_keeps_its_cookies_to_https(settings_with):
    read = settings_with(NEWSROOM_BASE_URL="https://news.example/")

    assert read["NEWSROOM_BASE_URL"] == "https://news.example"
    assert read["SESSION_COOKIE_SECURE"] is True
    assert read["CSRF_COOKIE_SECURE"] is True
    assert read["SECURE_HSTS_SECONDS"] > 0


def test_the_secret_key_is_made_once_and_kept_from_others(settings_with, tmp_path):
    first, second = settings_with()["SECRET_KEY"], settings_with()["SECRET_KEY"]

    assert first == second
    assert len(first) >= 50
    assert (tmp_path / "data/secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("name", "value", "advice"),
    [
        ("NEWSROOM_DEBUG", "maybe", "write true or false"),
        ("NEWSROOM_METRICS_TOKEN", "short", "write 20 random letters"),
        ("NEWSROOM_SENTRY_DSN", "sentry.example", "https://key@sentry.example/1"),
        ("NEWSROOM_SENTRY_DSN", "https://sentry.example/1", "https://key@sentry.example/1"),
        ("NEWSROOM_SENTRY_TRACES", "2", "at most 1"),
        ("NEWSROOM_SENTRY_TRACES", "nan", "at most 1"),
        ("NEWSROOM_SENTRY_TRACES", "some", "a share such as 0.01"),
        ("NEWSROOM_LOG_FORMAT", "xml", "write line or json"),
        ("NEWSROOM_PAGE_CACHE_MB", "lots", "write a whole number such as 64"),
        ("NEWSROOM_PAGE_CACHE_MB", "-1", "write a whole number such as 64"),
        ("NEWSROOM_TIME_ZONE", "Karachi", "write one such as Asia/Karachi"),
        ("NEWSROOM_TIME_ZONE", "../etc/passwd", "write one such as Asia/Karachi"),
        ("NEWSROOM_SECURITY_CONTACT", "desk@news.example", "such as mailto:security@"),
        ("NEWSROOM_SECURITY_CONTACT", "http://news.example/", "or https://"),
        ("NEWSROOM_BASE_URL", "news.example", "such as https://news.example"),
        ("NEWSROOM_BASE_URL", "https://news.example/paper", "such as https://news.example"),
        ("NEWSROOM_SECRET_KEY", "short", "write 50 random letters"),
        ("NEWSROOM_DATA", "/proc/nowhere", "write a folder that the newsroom may write in"),
        ("NEWSROOM_LANGUAGE", "klingon", "such as en"),
        ("NEWSROOM_MEDIA_STORAGE", "ftp://bucket", "write a folder such as /srv/media"),
        ("NEWSROOM_MEDIA_STORAGE", "s3://bucket?zone=eu", "or s3://bucket/prefix"),
        ("NEWSROOM_PRIVATE_STORAGE", "s3://", "or s3://bucket/prefix"),
        ("NEWSROOM_MEDIA_URL", "media", "such as /media/"),
        ("NEWSROOM_PURGE", "akamai://x", "varnish://HOST:PORT"),
        ("NEWSROOM_PURGE", "varnish://", "varnish://HOST:PORT"),
        ("NEWSROOM_PURGE", "varnish://10.0.0.1", "varnish://HOST:PORT"),
        ("NEWSROOM_PURGE", "varnish://10.0.0.1:6081,", "varnish://HOST:PORT"),
        ("NEWSROOM_PURGE", "varnish://10.0.0.1:6081/path", "varnish://HOST:PORT"),
        ("NEWSROOM_PURGE", "fastly://SU1Z0isxPaozGVKXdv0eY", "NEWSROOM_PURGE_TOKEN"),
        ("NEWSROOM_PURGE", "fastly://a/b?token=12345678", "fastly://SERVICE"),
        ("NEWSROOM_PURGE", "cloudflare://news.example?token=12345678", "cloudflare://ZONE"),
        ("NEWSROOM_PURGE", f"cloudflare://{'a' * 32}?token=1234%0A5678", "NEWSROOM_PURGE_TOKEN"),
        ("REDIS_URL", "http://localhost", "redis://host:6379/0"),
        ("REDIS_URL", "redis://", "redis://host:6379/0"),
        ("REDIS_URL", "localhost:6379", "redis://host:6379/0"),
        ("DATABASE_REPLICA_URLS", "postgres://db2/paper", "leave DATABASE_REPLICA_URLS empty"),
        ("DATABASE_URL", "mysql://localhost/newsroom", "postgres://user:password@host/name"),
        ("DATABASE_URL", "sqlite://", "sqlite:////folder/newsroom.sqlite3"),
        ("DATABASE_URL", "postgres://localhost", "postgres://user:password@host/name"),
        ("DATABASE_URL", "postgres://localhost:no/news", "postgres://user:password@host/name"),
        ("DATABASE_URL", "postgres://localhost/news?pool=some", "?pool=8"),
    ],
)
def test_a_wrong_value_is_refused_with_what_to_write(settings_with, name, value, advice):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(**{name: value})

    assert name in str(refusal.value)
    assert advice in str(refusal.value)


def test_a_bucket_is_taken_apart(settings_with):
    told = settings_with(
        NEWSROOM_MEDIA_STORAGE="s3://pictures/shown/?endpoint=https://store.example&region=eu-1",
        NEWSROOM_MEDIA_URL="https://cdn.example/",
    )["STORAGES"]["default"]["OPTIONS"]
    assert told == {
        "base_url": "https://cdn.example/", "bucket_name": "pictures", "location": "shown",
        "endpoint_url": "https://store.example", "region_name": "eu-1",
    }  # fmt: skip


def test_a_bucket_without_its_package_says_what_to_install(settings_with, monkeypatch):
    monkeypatch.setattr("newsroom.environment.find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="uv sync --extra s3"):
        settings_with(NEWSROOM_MEDIA_STORAGE="s3://pictures")


@pytest.mark.parametrize(
    ("media", "private", "is_refused"),
    [
        ("s3://paper", "s3://paper/private", True),
        ("s3://paper/a", "s3://paper/a", True),
        ("s3://paper/a", "s3://paper/a/b", True),
        ("s3://paper/a", "s3://paper/ab", False),
        ("s3://paper/a", "s3://paper/b", False),
        ("s3://paper", "s3://paper?endpoint=https://other.example", False),
        ("s3://paper", "s3://kept", False),
    ],
)
def test_originals_do_not_lie_where_everybody_may_fetch(settings_with, media, private, is_refused):
    told = {"NEWSROOM_MEDIA_STORAGE": media, "NEWSROOM_PRIVATE_STORAGE": private}
    if is_refused:
        with pytest.raises(ImproperlyConfigured, match="a bucket or a prefix of its own"):
            settings_with(**told)
    else:
        settings_with(**told)


def test_redis_without_its_package_says_what_to_install(settings_with, monkeypatch):
    monkeypatch.setattr("newsroom.environment.find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="uv sync --extra redis"):
        settings_with(REDIS_URL="redis://localhost")
    assert settings_with()["REDIS_URL"] == ""


def test_a_package_that_is_asked_for_and_lacking_stops_the_start(settings_with, monkeypatch):
    monkeypatch.setattr("newsroom.environment.find_spec", lambda name: None)
    with pytest.raises(ImproperlyConfigured, match="uv sync --extra sentry"):
        settings_with(NEWSROOM_SENTRY_DSN="https://key@sentry.example/1")


def test_a_refusal_never_shows_the_password(settings_with):
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(DATABASE_URL="postgres://news:hunter2@localhost:no/news")
    assert "hunter2" not in str(refusal.value)
    with pytest.raises(ImproperlyConfigured) as refusal:
        settings_with(NEWSROOM_PURGE="fastly://a/b?token=hunter2hunter2")
    assert "hunter2" not in str(refusal.value)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"NEWSROOM_PURGE": "none"}, None),
        (
            {"NEWSROOM_PURGE": "varnish://10.0.0.1:6081,[::1]:80,cache.lan:80"},
            ("varnish", "10.0.0.1:6081,[::1]:80,cache.lan:80", ""),
        ),
        (
            {"NEWSROOM_PURGE": "fastly://SU1Z0isxPaozGVKXdv0eY?token=hunter2hunter2"},
            ("fastly", "SU1Z0isxPaozGVKXdv0eY", "hunter2hunter2"),
        ),
        (
            {
                "NEWSROOM_PURGE": f"cloudflare://{'0a' * 16}",
                "NEWSROOM_PURGE_TOKEN": "hunter2hunter2",
            },
            ("cloudflare", "0a" * 16, "hunter2hunter2"),
        ),
    ],
)
def test_what_stands_in_front_is_taken_apart(settings_with, told, expected):
    address = settings_with(**told)["NEWSROOM_PURGE"]
    assert address == (expected and PurgeAddress(*expected))
    assert "hunter2" not in repr(address)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://news:p%40ss@db.example:5433/paper", ("paper", "db.example", "5433", "p@ss")),
        ("postgresql:///paper?host=/run/postgresql", ("paper", "/run/postgresql", "", "")),
    ],
)
def test_the_address_of_a_database_is_taken_apart(url, expected):
    options = options_of(url)
    assert tuple(options[part] for part in ("NAME", "HOST", "PORT", "PASSWORD")) == expected


@pytest.mark.django_db
def test_each_database_is_opened_so_that_nothing_acknowledged_is_lost(database):
    def asked(statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchone()[0]

    if database == "sqlite":
        assert asked("PRAGMA journal_mode") == "wal"
        assert asked("PRAGMA synchronous") == 2  # full
        assert asked("PRAGMA foreign_keys") == 1
        assert asked("PRAGMA busy_timeout") >= 20_000
        assert connection.transaction_mode == "IMMEDIATE"
    else:
        assert int(asked("SHOW server_version_num")) >= 150_000
        assert asked("SHOW transaction_isolation") == "read committed"
        assert connection.settings_dict["CONN_MAX_AGE"] == 0


def test_threads_share_a_pool_of_connections_on_postgresql(scratch_database):
    """More threads than connections: all are served, from no more connections than were asked."""
    joined = "&" if "?" in scratch_database.url else "?"
    pooled = ConnectionHandler({"default": options_of(f"{scratch_database.url}{joined}pool=2")})
    who = "SELECT pg_backend_pid()" if scratch_database.vendor == "postgresql" else "SELECT 1"
    backends = []

    def ask():
        with pooled["default"].cursor() as cursor:
            cursor.execute(who)
            backends.append(cursor.fetchone()[0])
        pooled["default"].close()

    threads = [Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(backends) == 12
    assert len(set(backends)) <= 2
    if scratch_database.vendor == "postgresql":
        pooled["default"].close_pool()


# --- The command line ---


def test_manage_says_in_one_line_what_is_wrong(manage):
    told = manage("check", environment={"NEWSROOM_TIME_ZONE": "Karachi"})

    assert told.returncode == 1
    assert told.stderr.splitlines() == [
        "Newsroom cannot start: NEWSROOM_TIME_ZONE is 'Karachi', which is no time zone;"
        " write one such as Asia/Karachi."
    ]


def test_an_older_python_gets_one_line_that_says_what_to_install(monkeypatch):
    source = (TOP / "manage.py").read_text()
    ast.parse(source, feature_version=(3, 7))  # it must get as far as the line
    monkeypatch.setattr(sys, "version_info", (3, 11, 9, "final", 0))

    with pytest.raises(SystemExit) as refusal:
        runpy.run_path(str(TOP / "manage.py"))

    assert "needs Python 3.13 or newer; this is Python 3.11" in str(refusal.value)
    assert "\n" not in str(refusal.value)
