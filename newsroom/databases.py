"""Django's settings for the databases: which there are, and how long each is waited for.

A web process has several ways to the same rows, so that nothing slow can hold up the rest:
``default`` for the desk, ``readers`` for readers' pages (read only, little patience), ``watch``
for the page cache's look at what has changed, and a ``replica_1`` for each replica. Commands and
workers have ``default`` alone, and take the time that they need.
"""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

type Database = dict[str, Any]

READERS, WATCH, REPLICA = "readers", "watch", "replica_"

# A machine that vanished is noticed: its lines are asked after, and what it never took is given up.
_LINE = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}


def database(url: str, variable: str = "DATABASE_URL") -> Database:
    """Django's settings for ``url`` (sqlite:///path or postgres://user:password@host/name)."""
    scheme = url.partition("://")[0]
    if scheme == "sqlite":
        return _sqlite(url)
    if scheme in {"postgres", "postgresql"}:
        return _postgresql(url, variable)
    # A wrong address may hold a password, so only its beginning is repeated.
    raise ImproperlyConfigured(
        f"{variable} begins with {scheme[:20]!r}; write sqlite:////folder/newsroom.sqlite3"
        " or postgres://user:password@host/name."
    )


def replicas(urls: list[str], primary: Database) -> list[Database]:
    """Django's settings for each replica of ``primary``."""
    variable = "DATABASE_REPLICA_URLS"
    if urls and not _is_postgresql(primary):
        raise ImproperlyConfigured(
            f"{variable} is set, but the database is SQLite, which has no replicas;"
            f" leave {variable} empty, or set DATABASE_URL to postgres://user:password@host/name."
        )
    for url in urls:
        if not url.startswith(("postgres://", "postgresql://")):
            raise ImproperlyConfigured(
                f"{variable} has an address that begins with {url.partition('://')[0][:20]!r};"
                " write postgres://user:password@host/name for each replica, with commas between."
            )
    return [_postgresql(url, variable) for url in urls]


def of_a_web_process(primary: Database, replicas: list[Database]) -> dict[str, Database]:
    """The databases of a process that serves; each as patient as who asks there."""
    if not _is_postgresql(primary):
        return {"default": primary}
    return {
        "default": _limited(primary, seconds=30),
        READERS: _limited(primary, seconds=5, pool_seconds=3, connect_timeout=3, reads_only=True),
        # A line of its own, kept open: when all others are taken, changes are yet noticed.
        WATCH: alone(_limited(primary, seconds=2, connect_timeout=2, reads_only=True)),
        **{
            f"{REPLICA}{number}": _limited(each, seconds=3, pool_seconds=1, connect_timeout=2)
            for number, each in enumerate(replicas, start=1)
        },
    }


def _is_postgresql(database: Database) -> bool:
    return str(database["ENGINE"]).endswith("postgresql")


def _limited(
    database: Database,
    *,
    seconds: int,
    pool_seconds: int = 10,
    connect_timeout: int = 5,
    reads_only: bool = False,
) -> Database:
    """``database``, where no statement takes longer than ``seconds``.

    The limits are set as a connection opens, so that no request pays for them.
    """
    options = dict(database["OPTIONS"])
    if pool := options.get("pool"):
        options["pool"] = {**pool, "timeout": pool_seconds}
    limits = [
        f"statement_timeout={seconds * 1000}",
        "idle_in_transaction_session_timeout=60000",
        *(["default_transaction_read_only=on"] if reads_only else []),
    ]
    ours = " ".join(f"-c {limit}" for limit in limits)
    # What the address says for itself comes last, and wins.
    options["options"] = f"{ours} {options.get('options', '')}".strip()
    options["connect_timeout"] = min(connect_timeout, int(options["connect_timeout"]))
    options["tcp_user_timeout"] = min(seconds * 1000, int(options["tcp_user_timeout"]))
    return {**database, "OPTIONS": options}


def alone(database: Database, *, max_age: int | None = None) -> Database:
    """``database`` by a line of its own, outside of the pool; renewed after ``max_age`` seconds."""
    options = {name: value for name, value in database["OPTIONS"].items() if name != "pool"}
    return {**database, "OPTIONS": options, "CONN_MAX_AGE": max_age}


def _sqlite(url: str) -> Database:
    name = unquote(urlsplit(url).path.removeprefix("/"))
    if not name:
        raise ImproperlyConfigured(
            "DATABASE_URL names no file; write sqlite:////folder/newsroom.sqlite3."
        )
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {
            # Writers queue instead of failing half-way; what was acknowledged survives a power cut.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            ),
        },
    }


def _postgresql(url: str, variable: str) -> Database:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    connections = options.pop("pool", "8")
    if not connections.isdecimal():
        raise ImproperlyConfigured(
            f"{variable} has pool={connections}; write how many connections a process may hold,"
            " such as ?pool=8, or ?pool=0 for no pool."
        )
    name = unquote(parts.path.removeprefix("/"))
    try:
        port = str(options.pop("port", None) or parts.port or "")
    except ValueError:  # no number
        name = ""
    if not name:
        raise ImproperlyConfigured(
            f"{variable} names no database, or its port is no number;"
            " write postgres://user:password@host/name."
        )
    for limit in ("connect_timeout", "tcp_user_timeout"):
        if not options.get(limit, "1").isdecimal():
            raise ImproperlyConfigured(
                f"{variable} has {limit}={options[limit]}; write a whole number."
            )
    # A pool left to itself waits ever longer before it tries a server again that was away; after a
    # second it gives up instead, and the next visitor has it try at once.
    pool = {"min_size": 1, "max_size": int(connections), "timeout": 10, "reconnect_timeout": 1}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A socket's folder has slashes, so it stands in the query: ?host=/run/postgresql
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": port,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {**({"pool": pool} if pool["max_size"] else {}), **_LINE, **options},
    }
