"""The nginx configuration that comes with the newsroom, to be run by a test or a benchmark."""

import os
import re
from pathlib import Path

from tests.paths import TOP


def configuration(folder: Path, port: int, *newsrooms: int) -> str:
    """The file as it is, but for its ports, its paths and the certificate that a test has not."""
    text = (TOP / "newsroom/deploy/nginx.conf").read_text()
    text = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = re.sub(r"\n    (?:ssl_\w+|http2) [^;]+;", "", text)
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    servers = " ".join(f"server 127.0.0.1:{newsroom};" for newsroom in newsrooms)
    text = text.replace("server 127.0.0.1:8000;", servers)
    text = text.replace("/var/cache/nginx/newsroom", f"{folder}/cache")
    text = text.replace("server_name news.example;", "server_name 127.0.0.1;")
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
