"""A Varnish with the configuration that comes with the newsroom, to be asked by a test."""

import shutil
import subprocess
from pathlib import Path

import httpx

from newsroom.delivery.purging.varnish import Varnish
from tests.paths import TOP
from tests.servers import free_port


def is_here() -> bool:
    """Whether this machine has Varnish and its modules."""
    has_xkey = any(Path("/usr/lib").glob("*/varnish/vmods/libvmod_xkey.so"))
    return has_xkey and shutil.which("varnishd") is not None


class Standing:
    """A Varnish before what listens at ``behind``; ``get`` is a reader's question.

    Readers come by ``port``, what ends https and speaks PROXY by ``proxy_port``.
    """

    def __init__(self, folder: Path, behind: int) -> None:
        self.port, self.proxy_port, self.purge_port = free_port(), free_port(), free_port()
        text = (TOP / "newsroom/deploy/varnish.vcl").read_text()
        file = folder / "newsroom.vcl"
        file.write_text(text.replace('.port = "8000"', f'.port = "{behind}"'))
        # Kept beside it for whoever wonders why it did not start.
        self.log = (folder / "log").open("w")
        self.process = subprocess.Popen(
            [
                *("varnishd", "-F", "-j", "none", "-n", str(folder / "varnish"), "-f", str(file)),
                *("-a", f"127.0.0.1:{self.port}"),
                *("-a", f"https=127.0.0.1:{self.proxy_port},PROXY"),
                *("-a", f"purge=127.0.0.1:{self.purge_port}", "-s", "malloc,32m"),
            ],
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        self.reader = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=20
        )
        self.front = Varnish([f"127.0.0.1:{self.purge_port}"])

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.reader.get(path, headers=headers)

    def state(self, path: str, **headers: str) -> str:
        return str(self.get(path, **headers).headers["X-Cache"])

    def close(self) -> None:
        self.reader.close()
        self.front.close()
        self.process.terminate()
        self.process.wait(10)
        self.log.close()
