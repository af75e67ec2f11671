"""What several processes counted is put together: each with its own file."""

import json
import os
import time
from pathlib import Path

import pytest

from newsroom import figures
from newsroom.delivery import tallies as module
from newsroom.delivery.tallies import Tallies

ZEROS = [0] * 12


@pytest.fixture
def folder(tmp_path, settings) -> Path:
    settings.NEWSROOM_DATA = tmp_path
    made: Path = tmp_path / "run"
    made.mkdir()
    return made


@pytest.fixture(autouse=True)
def own_figures(monkeypatch) -> None:
    monkeypatch.setattr(figures, "declared", {})
    monkeypatch.setattr(figures, "_levels", [])
    figures.counter("x_total", "").at().add(3)
    # A page asked in this process before has started a thread that writes for it each second.
    monkeypatch.setattr(module.tallies, "write", lambda: None)


@pytest.fixture
def tallies(folder) -> Tallies:
    return Tallies()


def other(tallies: Tallies, pid: int, *, group: str = "", host: str = "") -> Path:
    """The file of another process that counted two, took a second once, and holds seven."""
    name = f"{host or tallies._host}~{group or tallies._group}~{pid}~abcd.json"
    file = tallies.folder / name
    spans = [["y_seconds", ["front"], [1, *ZEROS[1:], 1.0]]]
    told = {"counts": [["x_total", [], 2]], "spans": spans, "levels": [["held", [], 7]]}
    file.write_text(json.dumps(told))
    return file


def dead_pid() -> int:
    """A number that no process has: Linux gives none above 2²²."""
    return 2**22 + 1


def test_counts_of_all_processes_are_added_up(tallies):
    other(tallies, os.getppid())
    other(tallies, os.getppid() + 1)
    sums = tallies.read()
    assert sums.counts["x_total"] == {(): 7}
    assert sums.spans["y_seconds"] == {("front",): [2, *ZEROS[1:], 2.0]}


def test_of_a_process_that_is_gone_the_counts_stay_and_the_levels_go(tallies):
    """Else a counter would go back whenever a web process is started anew."""
    other(tallies, os.getppid())
    other(tallies, dead_pid())
    sums = tallies.read()
    assert sums.counts["x_total"] == {(): 7}
    assert sums.levels["held"] == {(): [7]}


def test_whoever_is_asked_next_tells_no_less(tallies, folder):
    """Else a counter would go back, which Prometheus takes for a new start."""
    tallies.read()
    [file] = folder.glob("*~*.json")
    assert json.loads(file.read_text())["counts"] == [["x_total", [], 3]]


def test_what_it_wrote_itself_is_not_counted_twice(tallies):
    tallies.write()
    figures.declared["x_total"].at().add()
    assert tallies.read().counts["x_total"] == {(): 4}


def test_other_serves_and_other_machines_are_asked_by_themselves(tallies):
    other(tallies, os.getppid(), group="1-77")
    other(tallies, os.getppid(), host="web-2")
    assert tallies.read().counts["x_total"] == {(): 3}


def test_what_is_no_such_file_stops_nothing(tallies, folder):
    (folder / "notes.txt").write_text("x")
    (folder / f"{tallies._host}~{tallies._group}~12~ab.json").write_text('{"counts"')
    (folder / f"{tallies._host}~{tallies._group}~13~ab.json").write_text("{}")
    assert tallies.read().counts["x_total"] == {(): 3}


def test_it_writes_only_what_has_changed_and_shows_once_an_hour_that_it_lives(
    tallies, folder, monkeypatch
):
    tallies.write()
    [file] = folder.glob("*~*.json")
    file.unlink()
    tallies.write()
    assert not file.exists()
    monkeypatch.setattr(module, "_TOUCHED_EVERY", -1.0)
    tallies.write()
    assert file.exists()


def test_a_folder_that_cannot_be_written_is_told_of_once_and_stops_nothing(
    folder, settings, caplog
):
    settings.NEWSROOM_DATA = "/proc/nowhere"
    tallies = Tallies()
    tallies.write()
    tallies.write()
    assert [record.message[:40] for record in caplog.records] == [
        "What was counted cannot be written down:"
    ]


def test_what_former_groups_left_is_swept_and_nothing_else(tallies):
    ours = other(tallies, dead_pid())
    gone = other(tallies, 4, group=f"{dead_pid()}-12")
    # Of a process that is there, at another time; a group's own first one may have ended.
    reused = other(tallies, 4, group=f"{os.getpid()}-1")
    elsewhere = other(tallies, 4, host="web-2")
    forgotten = other(tallies, 5, host="web-3")
    long_ago = time.time() - 25 * 3600
    os.utime(forgotten, (long_ago, long_ago))

    assert tallies.sweep() == 3

    assert (ours.exists(), elsewhere.exists()) == (True, True)
    assert (gone.exists(), reused.exists(), forgotten.exists()) == (False, False, False)
