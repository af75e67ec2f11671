"""Container, compose and unit files, as far as a machine without containers can check them."""

import json
import os
import pwd
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from newsroom.management.supervision import GRACE_SECONDS
from tests.paths import TOP
from tests.servers import free_port
from tests.sites import until
from tests.test_tree import FILES

DEPLOY = TOP / "newsroom/deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
CONTAINER = (DEPLOY / "Containerfile").read_text()
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
README = (TOP / "README.md").read_text()
OURS = ("migrate", "web", "worker")


def commands(text: str, word: str) -> list[str]:
    return re.findall(rf"^{word} (.*)$", text, flags=re.M)


def options_of(arguments: list[str]) -> None:
    """Fails if ``manage.py`` does not know the command, or not an option of it."""
    name, *options = arguments
    told = subprocess.run(
        [sys.executable, "manage.py", name, "--help"],
        cwd=TOP, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert [each for each in options if each.startswith("--") and each not in told.stdout] == []


# --- The container ---


def test_all_that_it_copies_is_there_and_all_packages_are_copied():
    copied = {name for line in commands(CONTAINER, "COPY") for name in line.split()[:-1]}
    assert [name for name in copied if not (TOP / name).exists()] == []
    tops = {path.parts[0] for path in FILES if not path.name.startswith(".")}
    assert tops - copied - {"tests", ".ci"} == set()


def test_it_does_not_run_as_root_nor_hold_a_secret():
    assert commands(CONTAINER, "USER") == ["newsroom"]
    assert "SECRET" not in CONTAINER
    assert "PASSWORD" not in CONTAINER


def test_its_extras_are_those_that_there_are():
    [sync] = [line for line in commands(CONTAINER, "RUN") if "uv sync" in line]
    project = (TOP / "pyproject.toml").read_text()
    extras = re.findall(r"^(\w+) = \[", project.split("optional-dependencies]")[1].split("\n[")[0],
                        flags=re.M)  # fmt: skip
    assert sorted(re.findall(r"--extra (\w+)", sync)) == sorted(extras)


def test_what_it_runs_is_a_command_of_ours():
    [entry], [command] = commands(CONTAINER, "ENTRYPOINT"), commands(CONTAINER, "CMD")
    assert json.loads(entry) == [".venv/bin/python", "manage.py"]
    options_of(json.loads(command))


def test_its_health_check_tells_a_server_from_none(scratch_database, manage):
    [check] = re.findall(r"^HEALTHCHECK .*? CMD (\[.*\])$", CONTAINER, flags=re.M)
    port = free_port()
    code = json.loads(check)[2].replace("127.0.0.1:8000", f"127.0.0.1:{port}")

    def is_healthy() -> bool:
        told = {**scratch_database.environment, "NEWSROOM_ALLOWED_HOSTS": ".news.example, other"}
        return subprocess.run(
            [sys.executable, "-c", code], env=told, capture_output=True, check=False
        ).returncode == 0  # fmt: skip

    assert not is_healthy()
    allowed = {"NEWSROOM_ALLOWED_HOSTS": ".news.example, other"}
    bind = ("--bind", f"127.0.0.1:{port}", "--workers", 1, "--no-worker")
    manage.start("serve", *bind, environment=allowed, output=subprocess.DEVNULL)
    until(is_healthy, seconds=60)


# --- Compose ---


def test_each_service_runs_a_command_of_ours_and_has_time_to_end():
    for name in OURS:
        options_of(COMPOSE["services"][name]["command"])
        grace = int(COMPOSE["services"][name]["stop_grace_period"].removesuffix("s"))
        assert grace > GRACE_SECONDS


def test_the_settings_that_it_gives_are_those_of_the_readme():
    rows = set(re.findall(r"^\| `([A-Z_]+)` \|", README, flags=re.M))
    for name in OURS:
        assert set(COMPOSE["services"][name]["environment"]) <= rows


def test_no_service_waits_for_one_that_is_not_there_and_each_volume_is_named():
    services, volumes = COMPOSE["services"], COMPOSE["volumes"]
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        assert {each.partition(":")[0] for each in service.get("volumes", ())} <= set(volumes)
    build = services["web"]["build"]
    assert (DEPLOY / build["context"]).resolve() == TOP
    assert (TOP / build["dockerfile"]).is_file()


def test_the_database_is_asked_where_only_the_server_that_stays_answers():
    """The one that its image starts to prepare it listens at the socket alone, and then ends."""
    asked = COMPOSE["services"]["postgres"]["healthcheck"]["test"]
    assert asked[:2] == ["CMD", "pg_isready"]
    assert asked[asked.index("-h") + 1] == "127.0.0.1"


# --- Units ---


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_a_unit_runs_commands_of_ours_and_grants_them_time_to_end(unit):
    text = unit.read_text()
    for line in re.findall(r"^Exec\w+=(.*)$", text, flags=re.M):
        python, script, *arguments = shlex.split(line)
        assert (python, script) == ("/srv/newsroom/.venv/bin/python", "manage.py")
        options_of(arguments)
    assert int(re.findall(r"^TimeoutStopSec=(\d+)$", text, flags=re.M)[0]) > GRACE_SECONDS
    assert "KillMode=mixed" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_finds_nothing_wrong_with_a_unit(unit, tmp_path: Path):
    me = pwd.getpwuid(os.geteuid()).pw_name
    text = unit.read_text().replace("/srv/newsroom/.venv/bin/python", sys.executable)
    (tmp_path / unit.name).write_text(text.replace("User=newsroom", f"User={me}"))
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    ours = [line for line in told.stderr.splitlines() if unit.name in line]
    assert (told.returncode, ours) == (0, []), told.stderr
