"""Real web servers on a database that the test has, and readers of them."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import environment
from tests.databases import using
from tests.factories import an_article, page_of, published
from tests.processes import Manage
from tests.servers import free_port


@pytest.fixture
def a_site(
    style_sheets: Path, tmp_path: Path, settings: Any, django_db_blocker: Any
) -> Iterator[Callable[..., httpx.Client]]:
    """``a_site(DATABASE_URL=…)`` starts ``serve``, by default without a worker; a reader of it.

    The test's own ORM is on that database from then on.
    """
    manages: list[Manage] = []
    with ExitStack() as stack, django_db_blocker.unblock():

        def start(*, has_worker: bool = False, **variables: str) -> httpx.Client:
            data = tmp_path / f"data-{len(manages)}"
            data.mkdir()
            environment.point_to(data, settings)
            told = {
                **environment.clean_environment(),
                "NEWSROOM_DATA": str(data),
                "NEWSROOM_SECRET_KEY": settings.SECRET_KEY,
                **variables,
            }
            manages.append(manage := Manage(told, style_sheets))
            stack.callback(manage.end_all)
            stack.enter_context(using(variables["DATABASE_URL"]))
            port = free_port()
            log = stack.enter_context((data / "log").open("w"))
            bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1)
            manage.start("serve", *bind, *([] if has_worker else ["--no-worker"]), output=log)
            reader = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False)
            stack.enter_context(reader)
            until(lambda: status(reader, "/health/live") == 200, seconds=60)
            return reader

        yield start


def status(reader: httpx.Client, path: str) -> int:
    """What is answered; 0 if nobody does."""
    try:
        return reader.get(path).status_code
    except httpx.TransportError:
        return 0


def until(holds: Callable[[], object], *, seconds: float) -> float:
    """How long it took until it held."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, f"not in {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began


def warm(reader: httpx.Client, headline: str = "The night ferry") -> str:
    """The path of a page that the server has in its memory."""
    path = page_of(published(an_article(headline=headline))).path
    for _ in range(4):
        assert headline in reader.get(path).text
        time.sleep(0.3)
    return str(path)
