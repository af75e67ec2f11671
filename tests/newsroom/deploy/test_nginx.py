"""The nginx configuration that comes with the newsroom, on a real nginx before a real server."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest

from newsroom.delivery.calls import Application
from newsroom.delivery.headers import FRESH_OR_STALE_IF_ERROR
from newsroom.delivery.whole_seconds import WholeSeconds
from tests.factories import an_article, page_of, published
from tests.newsroom.deploy.nginx import CACHE, as_shipped, configuration
from tests.newsroom.deploy.standing import (
    a_process_that_can_hang,
    seconds_to_be_seen,
    until_it_answers,
)
from tests.servers import free_port

pytestmark = [
    pytest.mark.trial,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="needs nginx"),
]


def test_nginx_takes_the_file_as_it_is(tmp_path):
    (tmp_path / "nginx.conf").write_text(as_shipped(tmp_path))
    told = subprocess.run(
        ["nginx", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf"), "-t"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


@pytest.mark.skipif(
    not Path("/usr/share/doc/nginx-common").is_dir(), reason="needs nginx as Debian has it"
)
def test_nginx_can_make_the_folder_that_pages_are_kept_in():
    """It makes the last one of the path, and none before it."""
    assert Path(CACHE).parent.is_dir()


@pytest.fixture
def newsroom(manage) -> tuple[int, subprocess.Popen[str]]:
    port = free_port()
    return port, served(manage, port)


def served(manage, port: int, **environment: str) -> subprocess.Popen[str]:
    bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1, "--no-worker")
    process: subprocess.Popen[str] = manage.start(
        "serve", *bind, environment=environment, output=subprocess.DEVNULL
    )
    until_it_answers(port)
    return process


@pytest.fixture
def nginx(newsroom, tmp_path) -> Iterator[httpx.Client]:
    """A reader of what nginx gives."""
    with before(tmp_path, newsroom[0]) as reader:
        yield reader


@contextmanager
def before(tmp_path: Path, *newsrooms: int) -> Iterator[httpx.Client]:
    """A reader of what an nginx before these gives."""
    port = free_port()
    folder = tmp_path / "nginx"
    folder.mkdir()
    (folder / "nginx.conf").write_text(configuration(folder, port, *newsrooms))
    command = ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        until_it_answers(port)
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as reader:
            yield reader
    finally:
        process.terminate()
        process.wait(10)


def test_a_page_is_kept_for_a_second(scratch_database, nginx):
    path = page_of(published(an_article())).path
    assert nginx.get(path).headers["X-Cache"] == "MISS"
    into_a_new_second()
    nginx.get(path)
    again = nginx.get(path)
    assert again.headers["X-Cache"] == "HIT"
    assert "X-Accel-Expires" not in again.headers
    into_a_new_second()
    assert nginx.get(path).headers["X-Cache"] in {"EXPIRED", "REVALIDATED"}


def into_a_new_second() -> None:
    time.sleep(1.02 - time.time() % 1)


def test_what_is_published_is_seen_within_two_seconds(scratch_database, nginx, trials):
    seconds = seconds_to_be_seen(nginx, trials(6, 30))
    assert max(seconds) < 2, seconds


def test_a_crowd_costs_the_newsroom_one_request_a_second(scratch_database, nginx):
    path = page_of(published(an_article())).path
    with ThreadPoolExecutor(20) as crowd:
        answers = list(crowd.map(lambda _: nginx.get(path), range(200)))
    assert {answer.status_code for answer in answers} == {200}
    asked = [answer for answer in answers if answer.headers["X-Cache"] != "HIT"]
    assert len(asked) < 20


def test_the_newsrooms_own_pages_are_never_kept(scratch_database, nginx):
    for path in ("/admin/login/", "/health/ready", "/wire/push/coast/"):
        assert "X-Cache" not in nginx.get(path).headers
    page = page_of(published(an_article())).path
    nginx.get(page)
    known = nginx.get(page, headers={"Cookie": "sessionid=abc"})
    assert known.headers["X-Cache"] == "BYPASS"


def test_a_staff_page_with_the_name_of_a_file_is_not_kept(scratch_database, nginx):
    """Cache deception: a private page asked for as if it were a style sheet."""
    for suffix in ("a.css", "x.jpg", "login/a.css", "%2e%2e/x.js"):
        for _ in range(2):
            answer = nginx.get(f"/admin/{suffix}", headers={"Cookie": "sessionid=abc"})
            assert answer.headers.get("X-Cache", "BYPASS") in {"BYPASS", "MISS"}, suffix
        again = nginx.get(f"/admin/{suffix}")
        assert again.headers.get("X-Cache", "MISS") != "HIT", suffix


def test_no_header_of_a_reader_changes_what_another_gets(scratch_database, nginx):
    path = page_of(published(an_article())).path
    plain = nginx.get(path).text
    for name in ("X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Forwarded", "X-Host"):
        time.sleep(1.1)
        nginx.get(path, headers={name: "evil.example"})
        assert nginx.get(path).text == plain


def test_without_the_newsroom_readers_get_the_last_copy(scratch_database, newsroom, nginx):
    path = page_of(published(an_article(headline="The night ferry"))).path
    nginx.get(path)
    _, process = newsroom
    process.terminate()
    process.wait(30)
    time.sleep(1.5)
    answer = nginx.get(path)
    assert (answer.status_code, answer.headers["X-Cache"]) == (200, "STALE")
    assert "The night ferry" in answer.text


def test_of_a_newsroom_that_hangs_readers_have_the_last_copy_before_they_leave(tmp_path):
    with a_process_that_can_hang() as (port, hang), before(tmp_path, port) as reader:
        reader.get("/a/")
        hang()
        time.sleep(2.1)
        answer = reader.get("/a/", timeout=90)
        assert (answer.text, answer.headers["X-Cache"]) == ("kept", "STALE")
        assert answer.elapsed.total_seconds() < 15


@pytest.mark.parametrize(
    ("status", "text"), [("502 Bad Gateway", "kept"), ("503 Busy", "busy"), ("410 Gone", "busy")]
)
def test_the_newsrooms_own_503_is_passed_on(tmp_path, status, text):
    """With its database away it sends its last copies itself, but for what nobody may see."""
    now = "200 OK", FRESH_OR_STALE_IF_ERROR, b"kept"

    def newsroom(environ, start_response):
        start_response(now[0], [("Cache-Control", now[1])])
        return [now[2]]

    with a_server(WholeSeconds(newsroom)) as port, before(tmp_path, port) as reader:
        into_a_new_second()
        reader.get("/a/")
        assert reader.get("/a/").headers["X-Cache"] == "HIT"
        now = status, "no-store", b"busy"
        into_a_new_second()
        assert reader.get("/a/").text == text


@contextmanager
def a_server(application: Application) -> Iterator[int]:
    with make_server("127.0.0.1", 0, application, handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


class _Silent(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None: ...


def test_one_of_two_servers_is_started_anew_and_no_reader_notices(
    scratch_database, manage, tmp_path
):
    path = page_of(published(an_article())).path
    ports = free_port(), free_port()
    first, _second = (served(manage, port) for port in ports)
    statuses: list[int] = []
    is_over = threading.Event()

    def read(reader: httpx.Client, number: int) -> None:
        """Five readers, ten pages a second each, none of which nginx has kept."""
        while not is_over.wait(0.1):
            asked = f"{path}?utm_source={number}-{time.monotonic_ns()}"
            statuses.append(reader.get(asked).status_code)

    with before(tmp_path, *ports) as reader, ThreadPoolExecutor(5) as readers:
        crowd = [readers.submit(read, reader, number) for number in range(5)]
        try:
            time.sleep(1)
            first.terminate()
            assert first.wait(30) == 0
            time.sleep(1)
            served(manage, ports[0])
            time.sleep(1)
        finally:
            is_over.set()
        for each in crowd:
            each.result()
    assert set(statuses) == {200}
    assert len(statuses) > 100
