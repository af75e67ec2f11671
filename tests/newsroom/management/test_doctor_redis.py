"""The doctor asks the Redis that the settings name, by TCP or by a socket's file."""

import socketserver
import threading
from pathlib import Path
from typing import Any

import pytest

from newsroom.checkup import Mark, ok
from newsroom.management.doctor import front


class OneThatPongs(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.rfile.readline()
        self.wfile.write(b"+PONG\r\n")


@pytest.mark.parametrize("scheme", ["redis", "unix"])
def test_redis_is_asked_where_the_settings_say_that_it_is(tmp_path, settings, scheme):
    if scheme == "unix":
        address: Any = str(tmp_path / "redis.sock")
        server: socketserver.BaseServer = socketserver.UnixStreamServer(address, OneThatPongs)
        settings.REDIS_URL = f"unix://{address}"
    else:
        server = socketserver.TCPServer(("127.0.0.1", 0), OneThatPongs)
        settings.REDIS_URL = f"redis://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.handle_request, daemon=True).start()
    assert list(front.redis_answers()) == [ok("Redis answers.")]
    server.server_close()
    if scheme == "unix":
        Path(address).unlink()
    [finding] = front.redis_answers()
    assert finding.mark is Mark.WARNING, "there is none any more"
