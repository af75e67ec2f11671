"""The nginx configuration that comes with the newsroom, to be run by a test or a benchmark."""

import os
import re
from pathlib import Path

from tests.newsroom.fetch import certificate
from tests.paths import TOP
from tests.servers import free_port

SHIPPED = (TOP / "newsroom/deploy/nginx.conf").read_text()
# Where it would have nginx keep pages.
CACHE = re.findall(r"^proxy_cache_path (\S+)", SHIPPED, flags=re.M)[0]


def configuration(folder: Path, port: int, *newsrooms: int) -> str:
    """The file as it is, but for its ports, its paths and https."""
    text = SHIPPED
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"\n    ssl_\w+ [^;]+;", "", text)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    servers = " ".join(f"server 127.0.0.1:{newsroom};" for newsroom in newsrooms)
    text = text.replace("server 127.0.0.1:8000;", servers)
    text = text.replace("server_name news.example;", "server_name 127.0.0.1;")
    return _whole(folder, text)


def as_shipped(folder: Path) -> str:
    """The file with nothing changed but where its certificate and its cache lie, and its ports."""
    (folder / "certificate").write_text(certificate.CERTIFICATE)
    (folder / "key").write_text(certificate.KEY)
    text = SHIPPED.replace("/etc/ssl/news.example.pem", f"{folder}/certificate")
    for port in (80, 443):
        assert f"listen {port}" in text
        text = text.replace(f"listen {port}", f"listen 127.0.0.1:{free_port()}")
    return _whole(folder, text.replace("/etc/ssl/news.example.key", f"{folder}/key"))


def _whole(folder: Path, text: str) -> str:
    """What nginx is started with, of which ``text`` is a part; it writes into ``folder`` alone."""
    text = text.replace(f"{CACHE} ", f"{folder}/cache ")
    temporary = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # As root it would give its work to a user who may not read the test's folder.
    user = "user root;" if os.getuid() == 0 else ""
    return (
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;"
        f" events {{}} http {{ access_log off; {temporary}\n{text}\n}}"
    )
