"""Hostile copy: nothing is fetched, opened or blown up, and the copy beside it comes in."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from articles.models import Article
from newsroom.wire.models import Delivery, WireItem
from tests.newsroom.wire import hostile_copy, hostile_tricks
from tests.newsroom.wire.canary import SECRET, Canary, canary
from tests.newsroom.wire.hostile_copy import ENTITIES, Files
from tests.newsroom.wire.hostile_reading import faults_of
from tests.newsroom.wire.parsers.nitf_copy import nitf
from tests.paths import TOP
from tests.wire_copy import wire_copy

pytestmark = pytest.mark.trial

CPU_SECONDS, MEMORY_MB = 5, 256

# Each kind of attack, and of its files every how many is tried by default.
KINDS: dict[str, tuple[Callable[[], Files], int]] = {
    "too deep": (hostile_copy.too_deep, 8),
    "too long": (hostile_copy.too_long, 12),
    "too many": (hostile_copy.too_many, 12),
    "seams": (hostile_copy.seams_that_never_end, 5),
    "JSON": (hostile_tricks.json_tricks, 1),
    "letters": (hostile_tricks.broken_letters, 4),
    "markup": (hostile_tricks.live_markup, 4),
    "mail": (hostile_tricks.mail_bombs, 3),
    "pictures and polyglots": (hostile_tricks.pictures_and_polyglots, 1),
}


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    with canary(tmp_path_factory.mktemp("canary")) as watched:
        yield watched


@pytest.fixture(scope="module")
def reader(
    tmp_path_factory: pytest.TempPathFactory, watched: Canary
) -> Iterator[Callable[[bytes | None], dict[str, Any]]]:
    """``reader(data)`` is what came of reading ``data`` in a process of its own, and its cost."""
    file = tmp_path_factory.mktemp("hostile") / "file"
    command = [sys.executable, "-m", "tests.newsroom.wire.hostile_reading"]
    environment = {**os.environ, "CANARY_SECRET": SECRET}
    with subprocess.Popen(
        command, cwd=TOP, env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None

        def read(data: bytes | None) -> dict[str, Any]:
            if data is not None:
                file.write_bytes(data)
            process.stdin.write(f"{file if data is not None else ''}\n")
            process.stdin.flush()
            return dict(json.loads(process.stdout.readline()))

        yield read
        process.stdin.close()


@pytest.fixture(scope="module")
def empty(reader: Callable[[bytes | None], dict[str, Any]]) -> dict[str, Any]:
    """What reading a line of text costs: the rest is the file's."""
    return reader(None)


def faults_in(told: dict[str, Any], empty: dict[str, Any], watched: Canary) -> list[str]:
    """All that may not be of a file that was read."""
    live = [each for each in told.get("live", ()) if not each.startswith("media href")]
    found = [*watched.touched(), *live]
    if told["outcome"] not in {"parsed", "skipped", "refused"}:
        found.append(f"{told['outcome']}: {told['reason']}")
    elif told["outcome"] != "parsed" and not is_sentence(told["reason"]):
        found.append(f"no reason that a desk understands: {told['reason']!r}")
    if told.get("told"):
        found.append("it tells what the canary's file holds")
    if told["cpu"] > CPU_SECONDS:
        found.append(f"it took {told['cpu']:.1f} s")
    if told["memory"] - empty["memory"] > MEMORY_MB:
        found.append(f"it took {told['memory'] - empty['memory']:.0f} MB")
    return found


def is_sentence(reason: str) -> bool:
    words = reason.split()
    return len(words) > 3 and reason[0].isupper() and reason[-1] in ".;" and "Error" not in reason


def test_copy_that_names_files_and_addresses_gets_none_of_them(reader, empty, watched):
    tried, faults = 0, {}
    for name, data in hostile_copy.xml_that_fetches(watched.file_url, watched.http_url):
        tried += 1
        if found := faults_in(reader(data), empty, watched):
            faults[name] = found
    assert not faults
    assert tried > 6 * len(ENTITIES)


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_copy_costs_little_and_ends_clearly(reader, empty, watched, trials, kind):
    files, every = KINDS[kind]
    faults = {}
    for name, data in islice(files(), 0, None, trials(every, 1)):
        if found := faults_in(reader(data), empty, watched):
            faults[name] = found
    assert not faults, json.dumps(faults, indent=1)


@pytest.mark.parametrize("what", ["file entity", "parameter entity in a file", "http entity"])
def test_a_careless_parser_is_found_out(watched, what):
    doctype, reference = ENTITIES[what]
    told = doctype.replace("{file}", watched.file_url).replace("{http}", watched.http_url)
    data = f"<!DOCTYPE x {told}><x>{reference}</x>".encode()
    careless = etree.XMLParser(resolve_entities=True, load_dtd=True, no_network=False)
    if what == "http entity":
        # Not every build of the parser knows HTTP.
        socket.create_connection(("127.0.0.1", watched.port)).close()
    else:
        with suppress(etree.XMLSyntaxError):  # the canary's song is no DTD
            etree.fromstring(data, careless)
    assert watched.touched()


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", '<p onclick="x">x</p>', '<a href="javascript:x">x</a>',
        '<a href=" data:x">x</a>', '<a href="//evil.example">x</a>', "<svg>x</svg>",
        '<p style="x">x</p>', "<!-- x -->", '<img src="x"/>',
    ],
)  # fmt: skip
def test_live_markup_is_found_out(html):
    assert list(faults_of({"body_html": html, "media": []}))


def test_harmless_markup_is_not_taken_for_live():
    html = '<p>It <em>held</em>: <a href="https://x.example/a?b=1" rel="noopener">x</a></p>'
    assert not list(faults_of({"body_html": html, "media": [{"href": "wall.jpg"}]}))


# --- Through the import ---


def hostile_files(watched: Canary, *, most_bytes: int, every: int) -> Iterator[tuple[str, bytes]]:
    fetching = hostile_copy.xml_that_fetches(watched.file_url, watched.http_url)
    yield from islice(fetching, 0, None, every)
    for files, _ in KINDS.values():
        small = (each for each in files() if len(each[1]) <= most_bytes)
        yield from islice(small, 0, None, every)


def test_good_copy_comes_in_beside_all_that_is_hostile(
    scratch_database, manage, tmp_path, watched, trials
):
    folder = tmp_path / "copy"
    folder.mkdir()
    most = trials(100_000, 2_000_000)
    bad = hostile_files(watched, most_bytes=most, every=trials(9, 2))
    hostile = 0
    for hostile, (_, data) in enumerate(bad, start=1):
        (folder / f"{hostile:04d}-a-bad").write_bytes(data)
    good = 0
    for number in range(0, hostile, 8):
        (folder / f"{number:04d}-b.txt").write_bytes(wire_copy(number)[0])
        (folder / f"{number:04d}-c.xml").write_bytes(nitf(ident=f"good:{number}"))
        good += 2
    done = manage("import_wire", folder, "--json", timeout=300)

    lines = [json.loads(line) for line in done.stdout.splitlines()]
    outcomes = {}
    for line in lines[:-1]:
        outcomes.setdefault(Path(line["file"]).name, []).append(line["outcome"])
    assert len(outcomes) == hostile + good, done.stderr[-2000:]
    assert [made for name, made in outcomes.items() if "-bad" not in name] == [["created"]] * good
    assert done.returncode == 1, "some were set aside"
    assert not watched.touched()
    assert SECRET not in done.stdout
    assert_nothing_hostile_is_kept_as_copy(lines)


def assert_nothing_hostile_is_kept_as_copy(lines: list[dict[str, Any]]) -> None:
    assert not Delivery.objects.filter(state=Delivery.State.RECEIVED).exists()
    for reason in Delivery.objects.quarantined().values_list("reason", flat=True):
        assert is_sentence(reason), reason
    for data in WireItem.objects.values_list("data", flat=True):
        assert SECRET not in json.dumps(data)
    for body in Article.objects.values_list("body", flat=True):
        assert not list(faults_of({"body_html": body, "media": []}))
