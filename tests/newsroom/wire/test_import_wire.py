"""``manage.py import_wire``: files and folders in, one line for each item, the right exit code."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.wire import files
from newsroom.wire.management.progress import bar
from newsroom.wire.models import Delivery, Feed, Source, WireItem, WireStory
from tests.newsroom.wire.framed import framed
from tests.paths import SHARED, TOP
from tests.wire_copy import wire_copy


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "copy"
    folder.mkdir()
    return folder


def write(folder: Path, number: int, name: str = "") -> Path:
    path = folder / (name or f"{number:03d}.txt")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(wire_copy(number)[0])
    return path


def import_wire(*arguments: object) -> tuple[int, list[dict], dict[str, int], str]:
    """The exit code, a line for each item, the summary, and what stands on standard error."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import_wire", *map(str, arguments), "--json", stdout=out, stderr=err)
    except CommandError as error:
        code = error.returncode
        err.write(str(error))
    *lines, last = [json.loads(line) for line in out.getvalue().splitlines()] or [{}]
    return code, lines, last.get("summary", {}), err.getvalue()


# --- What comes in ---


@pytest.mark.django_db
def test_folders_are_read_in_order_with_what_lies_in_them(folder):
    paths = [write(folder, 1), write(folder, 2, "deep/er/002.txt"), write(folder, 3, "z.txt")]
    write(folder, 4, ".hidden.txt")
    write(folder, 5, ".hidden/005.txt")
    code, lines, summary, _ = import_wire(folder)
    assert code == 0
    assert [line["file"] for line in lines] == [str(path) for path in paths]
    assert summary["created"] == 3
    assert sum(summary.values()) == 3
    assert [set(line) for line in lines] == [
        {"file", "guid", "version", "outcome", "reason", "article"}
    ] * 3
    assert {line["article"] for line in lines} == set(Article.objects.values_list("pk", flat=True))


@pytest.mark.django_db
def test_importing_again_changes_nothing(folder):
    for number in range(6):
        write(folder, number)
    import_wire(folder)
    tables = (Delivery, WireStory, WireItem, Article)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    code, lines, summary, _ = import_wire(folder)
    assert (code, summary["duplicate"], sum(summary.values())) == (0, 6, 6)
    assert all(line["article"] for line in lines)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


@pytest.mark.django_db
def test_the_same_file_twice_in_one_run_is_one_story(folder):
    write(folder, 1, "a.txt")
    write(folder, 1, "b.txt")
    _, lines, summary, _ = import_wire(folder)
    assert (summary["created"], summary["duplicate"]) == (1, 1)
    assert lines[0]["article"] == lines[1]["article"]


@pytest.mark.django_db
def test_with_the_inbox_stories_wait(folder):
    write(folder, 1)
    _, (line,), _, _ = import_wire(folder, "--inbox")
    assert (line["outcome"], line["article"]) == ("created", None)
    assert line["reason"] == "It waits in the inbox to be taken."
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_a_dry_run_tells_what_would_happen_and_writes_nothing(folder, own_folders):
    write(folder, 1, "a.txt")
    write(folder, 1, "b.txt")
    (folder / "c.txt").write_bytes(b"")
    code, _, summary, _ = import_wire(folder, "--dry-run")
    assert code == 1
    assert (summary["created"], summary["duplicate"], summary["quarantined"]) == (1, 1, 1)
    for table in (Feed, Source, Delivery, WireStory, WireItem, Article):
        assert not table.objects.exists()
    assert not [path for path in own_folders.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_a_newer_file_updates_the_draft(folder):
    (folder / "1.txt").write_bytes(framed("Pakistan-ferry"))
    (folder / "2.txt").write_bytes(framed("Pakistan-ferry,2ndld", body="It sails."))
    _, lines, _, _ = import_wire(folder)
    assert [line["outcome"] for line in lines] == ["created", "updated"]
    assert lines[0]["article"] == lines[1]["article"]


@pytest.mark.django_db
def test_people_get_sentences_and_counts(folder):
    write(folder, 1)
    (folder / "empty.txt").write_bytes(b"")
    out = io.StringIO()
    with pytest.raises(CommandError, match="1 file is in quarantine"):
        call_command("import_wire", str(folder), stdout=out)
    text = out.getvalue()
    assert f"{folder}/empty.txt: quarantined. The file is empty." in text
    assert text.endswith("1 created, 1 quarantined\n")


# --- What is wrong ---


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "The file is empty."),
        (b"\n \t\r\n", "nothing but space"),
        (bytes(range(256)) * 64, "."),
        ("Zwölf Boote".encode("utf-16")[:-1], "damaged"),
    ],
    ids=["empty", "space", "binary", "broken encoding"],
)
def test_bad_files_are_set_aside_and_the_others_come_in(folder, data, reason):
    write(folder, 1)
    (folder / "002.txt").write_bytes(data)
    write(folder, 3)
    code, lines, summary, err = import_wire(folder)
    assert code == 1
    assert (summary["created"], summary["quarantined"]) == (2, 1)
    (bad,) = [line for line in lines if line["outcome"] == "quarantined"]
    assert bad["file"].endswith("002.txt")
    assert reason in bad["reason"]
    assert bad["article"] is None
    assert "in quarantine" in err


@pytest.mark.django_db
def test_another_encoding_is_read_with_a_warning(folder):
    (folder / "1.txt").write_bytes("LAHORE: A café stayed shut, “all night”.\n".encode("cp1252"))
    code, _, summary, _ = import_wire(folder)
    assert (code, summary["created"]) == (0, 1)
    assert "A café stayed shut, “all night”." in Article.objects.get().body


@pytest.mark.django_db
def test_what_is_gone_when_its_turn_comes_is_unread(folder, monkeypatch):
    write(folder, 1)
    vanishing = write(folder, 2)
    (folder / "003.txt").symlink_to(folder / "nowhere")
    find = files.find

    def find_then_lose(paths):
        found = find(paths)
        vanishing.unlink()
        return found

    monkeypatch.setattr(files, "find", find_then_lose)
    code, lines, summary, _ = import_wire(folder)
    assert code == 0
    assert (summary["created"], summary["unread"]) == (1, 2)
    assert {line["reason"] for line in lines if line["outcome"] == "unread"} == {
        "The file is no longer there."
    }


@pytest.mark.django_db
def test_what_may_not_be_read_is_unread(folder, monkeypatch):
    locked = write(folder, 1)
    write(folder, 2)
    opening = Path.open

    def refuse(path, *args, **options):
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return opening(path, *args, **options)

    monkeypatch.setattr(Path, "open", refuse)
    _, lines, summary, _ = import_wire(folder)
    assert (summary["created"], summary["unread"]) == (1, 1)
    assert lines[0]["reason"] == "There is no permission to read the file."


@pytest.mark.django_db
def test_what_is_no_file_at_all_is_unread(folder):
    os.mkfifo(folder / "1.txt")
    write(folder, 2)
    _, lines, summary, _ = import_wire(folder)
    assert (summary["created"], summary["unread"]) == (1, 1)
    assert lines[0]["reason"] == "This is no ordinary file."


@pytest.mark.django_db
def test_a_name_that_is_no_text_does_no_harm(folder):
    (folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(wire_copy(1)[0])
    _, (line,), _, _ = import_wire(folder)
    assert line["outcome"] == "created"
    assert Delivery.objects.get().filename == "caf�.txt"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.txt"], "There is no file or folder nowhere.txt."),
        ([".", "--feed", "coast"], "There is no feed “coast”; there is desk, hills."),
        ([".", "--format", "fax"], "There is no format “fax”; there is "),
    ],
)
def test_wrong_usage_is_told(folder, monkeypatch, arguments, message):
    monkeypatch.chdir(folder)
    Feed.objects.create(name="Hills", slug="hills", source=Source.objects.create(name="Hills"))
    code, _, _, err = import_wire(*arguments)
    assert code == 2
    assert message in err
    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_a_path_that_is_gone_before_the_start_stops_no_other(folder):
    here = write(folder, 1)
    code, lines, _, _ = import_wire(here, folder / "gone.txt")
    outcomes = {line["file"]: line["outcome"] for line in lines}
    assert outcomes == {str(here): "created", str(folder / "gone.txt"): "unread"}
    assert code == 0


def test_without_paths_it_says_how_it_is_used(manage):
    done = manage("import_wire")
    assert done.returncode == 2
    assert "PATH" in done.stderr


_CHILD = """
import resource, sys
from django.core.management import execute_from_command_line
try:
    execute_from_command_line(["manage.py", *sys.argv[1:]])
finally:
    print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


def peak_memory(environment: dict[str, str], *arguments: object) -> tuple[str, int]:
    """Standard output of the command, and its peak of memory in bytes."""
    command = [sys.executable, "-c", _CHILD, *map(str, arguments)]
    done = subprocess.run(
        command, env=environment, cwd=TOP, capture_output=True, text=True, check=False
    )
    peak = next(line for line in done.stderr.splitlines() if line.startswith("peak "))
    return done.stdout, int(peak.split()[1]) * 1024


def test_a_huge_file_is_kept_and_set_aside_without_being_held_in_memory(scratch_database, folder):
    write(folder, 1)
    _, usual = peak_memory(scratch_database.environment, "import_wire", folder, "--json")
    with (folder / "huge.txt").open("wb") as huge:
        huge.truncate(200_000_000)
    write(folder, 3)
    told, peak = peak_memory(scratch_database.environment, "import_wire", folder, "--json")
    assert peak < usual + 48_000_000
    assert "The file is 200 MB long; one file may be 128 MB." in told
    assert json.loads(told.splitlines()[-1])["summary"]["created"] == 1
    delivery = Delivery.objects.quarantined().get()
    kept = scratch_database.data / "private" / delivery.raw
    assert kept.stat().st_size == delivery.size == 200_000_000


# --- The article of the founders' sample ---


@pytest.mark.needs_samples
@pytest.mark.django_db
def test_the_seed_comes_in_as_one_article_that_needs_a_headline():
    _, (line,), _, _ = import_wire(SHARED / "seed.txt")
    article = Article.objects.get(pk=line["article"])
    assert line["outcome"] == "created"
    assert article.needs_headline
    assert article.body.count("<p>") == 17
    assert (article.dateline_place, article.dateline_date) == ("ISLAMABAD", "Aug 11")
    assert article.credit == "AFP"
    assert article.wire_item.set_apart[:2] == ["Opinion", "Editorial"]
    with pytest.raises(workflow.WorkflowError, match="needs a headline"):
        workflow.publish(article, by=None)


# --- For people at a terminal ---


def test_the_bar_shows_rate_and_remaining_time():
    assert (
        bar(100, 400, 2.0)
        == "[███████·······················] 100/400 files, 50 a second, 0:06 to go"
    )
    assert bar(0, 0, 0.0).endswith("0/0 files, 0 a second, 0:00 to go")
