"""What all tests share: two databases, folders of their own, the cast, a count at the end."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as hypothesis_settings

from tests import environment, postgres
from tests.databases import VENDORS, Databases, using
from tests.paths import SHARED
from tests.tally import Tally

environment.prepare()

from tests.browser import browser, page  # noqa: E402, F401  (fixtures)
from tests.factories import (  # noqa: E402, F401  (the cast)
    administrator,
    chief_editor,
    desk_editor,
    photo_editor,
    reporter,
    sub_editor,
    superuser,
    wire_operator,
)
from tests.processes import (  # noqa: E402, F401  (fixtures)
    blank_database,
    manage,
    scratch_database,
    style_sheets,
)
from tests.sites import a_site  # noqa: E402, F401  (a fixture)

# The machine may be busy with other things: a slow example is no failure.
hypothesis_settings.register_profile("newsroom", deadline=None, print_blob=True)
hypothesis_settings.register_profile("full", deadline=None, print_blob=True, max_examples=500)
hypothesis_settings.load_profile("full" if environment.full_trials() else "newsroom")

# A test that uses one of these touches the database, so it runs on each.
DATABASE_FIXTURES = frozenset(
    "db transactional_db live_server scratch_database blank_database manage".split()
)


# --- The run: one PostgreSQL server and one folder for all its processes ---


class Run:
    """What the processes of one run share; the first process makes it and clears it away."""

    def __init__(self, told: dict[str, Any] | None) -> None:
        self.is_first = told is None
        self.told = told or {"folder": tempfile.mkdtemp(prefix="newsroom-run-")}
        self.server: postgres.Server | None = None
        self.databases = Databases(
            Path(self.told["folder"]),
            os.environ.get("PYTEST_XDIST_WORKER", "gw"),
            self.postgres_url,
        )

    def postgres_url(self) -> str:
        if "postgres" not in self.told:
            self.server = postgres.start()
            self.told["postgres"] = self.server.url
        return str(self.told["postgres"])

    def clear_away(self) -> None:
        if not self.is_first:
            return
        if self.server is not None:
            if self.server.is_shared:
                self.databases.drop_all()
            self.server.stop()
        shutil.rmtree(self.told["folder"], ignore_errors=True)


RUN = pytest.StashKey[Run]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[RUN] = Run(getattr(config, "workerinput", {}).get("newsroom"))
    if config.stash[RUN].is_first:
        config.pluginmanager.register(Tally(config), "newsroom-tally")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """The first process starts the server before its workers need it."""
    run = node.config.stash[RUN]
    run.postgres_url()
    node.workerinput["newsroom"] = run.told


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    server = config.stash[RUN].server
    if server is not None:
        terminalreporter.line(f"PostgreSQL: {server.origin}")


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN in config.stash:
        config.stash[RUN].clear_away()


# --- Each test that touches a database becomes two ---


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker("django_db")
    if marked or not DATABASE_FIXTURES.isdisjoint(metafunc.fixturenames):
        metafunc.parametrize("database", VENDORS, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        call: Any = getattr(item, "callspec", None)
        vendor = call.params.get("database", "") if call else ""
        item.user_properties.append(("database", vendor))
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("django_db") and not vendor:
            raise pytest.UsageError(
                f"{item.nodeid} would run on one database alone: write a test function with"
                " pytestmark or @pytest.mark.django_db, no TestCase."
            )
        if item.get_closest_marker("needs_samples") and not SHARED.is_dir():
            item.add_marker(pytest.mark.skip(reason=f"needs the agencies' samples in {SHARED}"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_call(item: pytest.Item) -> None:
    """A test that says it runs on one database and has the other would prove nothing."""
    from django.db import connection

    vendor = dict(item.user_properties)["database"]
    assert not vendor or connection.vendor == vendor


@pytest.fixture(scope="session")
def test_databases(request: pytest.FixtureRequest) -> Databases:
    return request.config.stash[RUN].databases


@pytest.fixture(scope="session", autouse=True)
def database(
    request: pytest.FixtureRequest, test_databases: Databases, django_db_blocker: Any
) -> Iterator[str]:
    """The vendor that the test runs on; empty for a test without a database."""
    vendor = getattr(request, "param", "")
    if not vendor:
        yield vendor
        return
    with django_db_blocker.unblock():
        default_is_ours = using(test_databases.url(vendor))
        default_is_ours.__enter__()
    yield vendor
    default_is_ours.__exit__(None, None, None)


@pytest.fixture(scope="session")
def django_db_setup(database: str) -> None:
    """pytest-django asks for its test database: it is there already."""


@pytest.fixture(scope="session")
def live_server(request: pytest.FixtureRequest, database: str) -> Iterator[Any]:
    """A server for one vendor's tests: a browser's open connection must not outlast the switch."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("localhost")
    yield server
    server.stop()


# --- Folders of its own for each test that has rows to name files ---

_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def own_folders(request: pytest.FixtureRequest, database: str) -> Iterator[Path | None]:
    """Pictures and wire copy of the test lie in a folder of its own."""
    if not database:
        yield None
        return
    folder = Path(os.environ["NEWSROOM_DATA"]) / f"test-{next(_numbers)}"
    environment.point_to(folder, request.getfixturevalue("settings"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


# --- Counting queries ---


class Queries(list[str]):
    """The statements that were run; as text one a line, numbered."""

    def __str__(self) -> str:
        return "\n".join(f"{number}. {sql}" for number, sql in enumerate(self, start=1))


@pytest.fixture
def count_queries(database: str) -> Callable[[], AbstractContextManager[Queries]]:
    """``with count_queries() as queries: …`` then ``assert len(queries) <= 3, queries``."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    @contextmanager
    def counting() -> Iterator[Queries]:
        queries = Queries()
        with CaptureQueriesContext(connection) as captured:
            yield queries
        queries.extend(query["sql"] for query in captured.captured_queries)

    return counting


@pytest.fixture
def trials() -> Callable[[int, int], int]:
    """``trials(2, 20)`` is 2, or 20 where trials run in full."""
    return lambda few, many: many if environment.full_trials() else few
