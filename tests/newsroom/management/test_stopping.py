"""The end in good order: what is under way is finished, nothing is lost, and all is told."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
from contextlib import closing

import pytest

from newsroom.delivery.models import Heartbeat
from newsroom.wire.management.stopping import told_to_stop
from newsroom.wire.models import Delivery
from tests.newsroom.management.test_serve import get, wait_for, worker_pids
from tests.servers import free_port
from tests.wire_copy import wire_copy


@pytest.fixture
def serve(manage):
    def start(*arguments: str, **variables: str) -> tuple[subprocess.Popen[str], int]:
        port = free_port()
        bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1)
        process = manage.start(
            "serve", *bind, *arguments, environment=variables, output=subprocess.DEVNULL
        )
        assert wait_for(lambda: get(port, "/health/live")[0] == 200, seconds=60)[0]
        return process, port

    return start


def test_a_request_under_way_is_answered_before_the_server_ends(serve):
    process, port = serve("--no-worker")
    token = "a" * 32
    body = f"username=a&password=b&csrfmiddlewaretoken={token}".encode()
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as line:
        head = f"Host: 127.0.0.1\r\nContent-Length: {len(body)}\r\n"
        head += f"Cookie: csrftoken={token}\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        line.sendall(f"POST /admin/login/ HTTP/1.1\r\n{head}{kind}".encode() + body[:8])
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        time.sleep(2)
        assert process.poll() is None
        assert get(port, "/health/live")[0] == 0, "nobody else is let in"
        line.sendall(body[8:])
        answer = line.recv(4096)
    # The form again, since nobody is called that.
    assert answer.startswith(b"HTTP/1.1 200")
    assert process.wait(30) == 0


def test_a_server_that_drains_says_so_and_serves_on(serve):
    process, port = serve("--no-worker", NEWSROOM_DRAIN_SECONDS="3")
    assert get(port, "/health/serving")[0] == 200
    process.send_signal(signal.SIGTERM)
    began = time.monotonic()
    assert wait_for(lambda: get(port, "/health/serving")[0] == 503, seconds=3)[0]
    for path in ("/health/serving", "/health/ready"):
        assert json.loads(get(port, path)[1]) == {"status": "stopping"}
    assert get(port, "/")[0] == 200
    assert process.wait(30) == 0
    assert 3 <= time.monotonic() - began < 15


def test_a_machine_may_serve_without_a_worker(serve):
    process, port = serve("--no-worker")
    assert get(port, "/")[0] == 200
    time.sleep(1)
    assert worker_pids(process.pid) == []
    assert not Heartbeat.objects.exists()


def test_a_worker_that_is_stopped_signs_off(manage, scratch_database):
    worker = manage.start("worker", output=subprocess.DEVNULL)
    assert wait_for(Heartbeat.objects.exists, seconds=30)[0]
    worker.terminate()
    assert worker.wait(30) == 0
    assert not Heartbeat.objects.exists()


def test_an_import_that_is_stopped_files_what_it_has_read_and_says_what_is_left(
    manage, scratch_database, tmp_path
):
    folder = tmp_path / "copy"
    folder.mkdir()
    for number in range(1500):
        (folder / f"{number:04d}.xml").write_bytes(wire_copy(number)[0])
    running = manage.start("import_wire", folder, "--json")
    assert wait_for(Delivery.objects.exists, seconds=60)[0]
    running.terminate()
    out, _ = running.communicate(timeout=60)

    lines = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    assert running.returncode == 1
    assert "not looked at. Run it again for the rest" in out
    told = [line for line in lines if "summary" not in line]
    assert 0 < len(told) < 1500
    assert Delivery.objects.count() == len(told), "what is told is filed, and nothing else"

    again = manage("import_wire", folder, "--json")
    assert again.returncode == 0
    assert Delivery.objects.count() == 1500


def test_who_asks_twice_ends_it_at_once():
    former = signal.getsignal(signal.SIGTERM)
    with told_to_stop() as stopping:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stopping.wait(5)
        assert signal.getsignal(signal.SIGTERM) is former
    assert signal.getsignal(signal.SIGTERM) is former


def test_in_a_thread_nothing_is_taken_over():
    seen = []

    def run() -> None:
        with told_to_stop() as stopping:
            seen.append(stopping.is_set())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(5)
    assert seen == [False]
