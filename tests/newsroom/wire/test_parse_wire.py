"""``manage.py parse_wire``: what the parsers make of files, with no database in reach."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from newsroom.wire.parsers import WireItem
from tests.environment import clean_environment
from tests.newsroom.wire.framed import framed
from tests.paths import TOP
from tests.wire_copy import wire_copy

type Told = tuple[int, list[dict], str]


@pytest.fixture
def parse_wire_alone(tmp_path):
    """The command in a process that no database answers."""

    def run(*arguments: object) -> Told:
        environment = {
            **clean_environment(),
            "DATABASE_URL": "postgres://nobody@127.0.0.1:9/nothing",
            "NEWSROOM_DATA": str(tmp_path / "data"),
            "NEWSROOM_SECRET_KEY": os.environ["NEWSROOM_SECRET_KEY"],
        }
        done = subprocess.run(
            [sys.executable, str(TOP / "manage.py"), "parse_wire", *map(str, arguments), "--json"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert not (tmp_path / "data" / "private").exists()
        return done.returncode, lines, done.stderr

    return run


def parse_wire(*arguments: object) -> Told:
    """The command in this process, where the test's plugin lets nobody reach the database."""
    out, err, code = io.StringIO(), "", 0
    try:
        call_command("parse_wire", *map(str, arguments), "--json", stdout=out)
    except CommandError as error:
        code, err = error.returncode, str(error)
    return code, [json.loads(line) for line in out.getvalue().splitlines()], err


def test_it_tells_the_fields_of_each_item_without_a_database(parse_wire_alone, tmp_path):
    data, expected = wire_copy(1, furniture="cards")
    (tmp_path / "a.txt").write_bytes(data)
    code, (line,), err = parse_wire_alone(tmp_path / "a.txt")
    assert (code, err) == (0, "")
    assert set(line) == {"file", *WireItem.__dataclass_fields__}
    assert line["file"] == str(tmp_path / "a.txt")
    assert line["dateline"]["place"] == expected.place
    assert line["set_apart"] == list(expected.set_apart)
    assert "headline" in line["warnings"]


def test_each_story_of_a_file_is_an_object(tmp_path):
    (tmp_path / "two.txt").write_bytes(framed("Pakistan-ferry") + framed("Pakistan-tide"))
    _, lines, _ = parse_wire(tmp_path)
    assert [line["slugline"] for line in lines] == ["Pakistan-ferry", "Pakistan-tide"]


def test_an_embargo_is_told_in_utc(tmp_path):
    (tmp_path / "a.txt").write_bytes(framed("Tide", "EMBARGOED UNTIL 0600 GMT Aug 12, 2041"))
    _, (line,), _ = parse_wire(tmp_path)
    assert (line["pubstatus"], line["embargo_until"]) == ("embargoed", "2041-08-12T06:00:00Z")


def test_what_cannot_be_read_is_told_and_the_rest_goes_on(tmp_path):
    folder = tmp_path / "copy"
    folder.mkdir()
    (folder / "1.txt").write_bytes(b"")
    (folder / "2.txt").write_bytes(wire_copy(2)[0])
    (folder / "3.txt").symlink_to("nowhere")
    with (folder / "4.txt").open("wb") as huge:
        huge.truncate(200_000_000)
    code, lines, err = parse_wire(folder)
    assert code == 1
    assert [set(line) == {"file", "error"} for line in lines] == [True, False, True, True]
    assert lines[0]["error"] == "The file is empty."
    assert lines[2]["error"] == "The file is no longer there."
    assert "200 MB" in lines[3]["error"]
    assert "3 files were not read" in err


@pytest.mark.parametrize("arguments", [["nowhere.txt"], [".", "--format", "fax"]])
def test_wrong_usage_ends_with_two(arguments):
    code, lines, err = parse_wire(*arguments)
    assert (code, lines) == (2, [])
    assert err


def test_without_a_path_it_ends_with_two(parse_wire_alone):
    code, lines, err = parse_wire_alone()
    assert (code, lines) == (2, [])
    assert "PATH" in err
