"""A store that speaks as S3 does, as far as the newsroom speaks with one; in memory."""

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass
class Stored:
    """One object."""

    data: bytes
    kind: str
    kept_for: str
    at: float = field(default_factory=time.time)

    @property
    def etag(self) -> str:
        return f'"{hashlib.md5(self.data, usedforsecurity=False).hexdigest()}"'


class Store(ThreadingHTTPServer):
    """``objects`` by ``/bucket/key``; what was asked is in ``log``; ``is_down`` refuses all.

    ``takes``: seconds until anything is answered.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, Stored] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.log: list[tuple[str, str]] = []
        self.is_down = False
        self.takes = 0.0
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def names(self, under: str) -> set[str]:
        """Keys below ``/bucket/prefix/``."""
        return {each.removeprefix(under) for each in self.objects if each.startswith(under)}


class Handler(BaseHTTPRequestHandler):
    """PUT, GET, HEAD and DELETE of an object, whole, in parts and by ranges."""

    protocol_version = "HTTP/1.1"
    server: Store

    def log_message(self, *args: object) -> None:
        """Says nothing."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def asked(self) -> tuple[str, dict[str, list[str]], bytes]:
        parts = urlsplit(self.path)
        name = unquote(parts.path)
        self.server.log.append((self.command, name))
        time.sleep(self.server.takes)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if "aws-chunked" in self.headers.get("Content-Encoding", ""):
            body = unchunked(body)
        return name, parse_qs(parts.query, keep_blank_values=True), body

    def do_PUT(self) -> None:
        name, query, body = self.asked()
        if self.server.is_down:
            return self.answer(403)
        if "partNumber" in query:
            self.server.parts[query["uploadId"][0]][int(query["partNumber"][0])] = body
            return self.answer(200, ETag='"part"')
        if source := self.headers.get("x-amz-copy-source"):
            return self.copied(name, "/" + unquote(source).lstrip("/"))
        stored = Stored(
            body, self.headers.get("Content-Type", ""), self.headers.get("Cache-Control", "")
        )
        self.server.objects[name] = stored
        return self.answer(200, ETag=stored.etag)

    def copied(self, name: str, source: str) -> None:
        if source not in self.server.objects:
            return self.answer(404)
        data = self.server.objects[source].data
        kind, kept_for = (self.headers.get(each, "") for each in ("Content-Type", "Cache-Control"))
        self.server.objects[name] = Stored(data, kind, kept_for)
        tag = "CopyObjectResult"
        return self.answer(200, f"<{tag}><ETag>copied</ETag></{tag}>".encode())

    def do_POST(self) -> None:
        name, query, _ = self.asked()
        if "uploads" in query:
            upload = f"upload-{len(self.server.parts)}"
            self.server.parts[upload] = {}
            tag = "InitiateMultipartUploadResult"
            return self.answer(200, f"<{tag}><UploadId>{upload}</UploadId></{tag}>".encode())
        parts = self.server.parts.pop(query["uploadId"][0])
        whole = b"".join(parts[number] for number in sorted(parts))
        self.server.objects[name] = Stored(whole, "", "")
        tag = "CompleteMultipartUploadResult"
        return self.answer(200, f"<{tag}><ETag>whole</ETag></{tag}>".encode())

    def do_GET(self) -> None:
        name, _, _ = self.asked()
        if self.server.is_down:
            return self.answer(403)
        stored = self.server.objects.get(name)
        if stored is None:
            return self.answer(404)
        told = {
            "ETag": stored.etag,
            "Content_Type": stored.kind,
            "Last_Modified": formatdate(stored.at, usegmt=True),
        }
        if self.command == "HEAD":
            return self.answer(200, Content_Length=str(len(stored.data)), **told)
        if (asked := self.headers.get("Range")) is not None:
            first, _, last = asked.removeprefix("bytes=").partition("-")
            start, end = int(first), min(int(last or len(stored.data) - 1), len(stored.data) - 1)
            told["Content_Range"] = f"bytes {start}-{end}/{len(stored.data)}"
            return self.answer(206, stored.data[start : end + 1], **told)
        return self.answer(200, stored.data, **told)

    do_HEAD = do_GET  # noqa: N815

    def do_DELETE(self) -> None:
        name, _, _ = self.asked()
        if self.server.is_down:
            return self.answer(403)
        self.server.objects.pop(name, None)
        return self.answer(204)


def unchunked(body: bytes) -> bytes:
    """The bytes of chunks that each say their size, with a signature or sum beside it."""
    whole, rest = b"", body
    while rest:
        head, _, rest = rest.partition(b"\r\n")
        size = int(head.partition(b";")[0], 16)
        if not size:
            break
        whole, rest = whole + rest[:size], rest[size + 2 :]
    return whole


@contextmanager
def a_store() -> Iterator[Store]:
    store = Store()
    thread = threading.Thread(target=store.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield store
    finally:
        store.shutdown()
        store.server_close()
        thread.join(5)
