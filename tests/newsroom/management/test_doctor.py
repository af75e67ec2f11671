"""``manage.py doctor``: what is wrong with an installation is said in sentences, all of it."""

import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from newsroom.checkup import Check, Finding, Mark, ok
from newsroom.delivery import checkup as of_delivery
from newsroom.delivery.models import Heartbeat
from newsroom.management.doctor import front, installation, rounds
from newsroom.media import checkup as of_media
from newsroom.media.models import Image
from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Edition
from newsroom.wire import checkup as of_wire
from newsroom.wire.inbox import receive
from newsroom.wire.models import Delivery, Feed, FeedState
from tests.factories import an_article, an_image, overdue
from tests.newsroom.management.test_serve import get, wait_for
from tests.servers import free_port


def bad(findings: Iterator[Finding]) -> list[str]:
    """Marks and sentences of what is not as it should be."""
    return [f"{each.mark}: {each.sentence}" for each in findings if each.mark is not Mark.OK]


# --- A real installation ---


def test_a_running_site_is_well(manage):
    port = free_port()
    manage.start("serve", "--bind", f"127.0.0.1:{port}", "--workers", 1)
    wait_for(lambda: get(port, "/health/live")[0] == 200, seconds=60)
    wait_for(lambda: get(port, "/opinion/")[0] == 200, seconds=60)
    wait_for(Heartbeat.objects.exists, seconds=60)

    done = manage("doctor", "--json", environment={"NEWSROOM_BASE_URL": f"http://127.0.0.1:{port}"})

    told = json.loads(done.stdout)
    assert [each for each in told["findings"] if each["mark"] == "fault"] == []
    assert told["summary"]["fault"] == done.returncode == 0
    named = {each["check"] for each in told["findings"]}
    expected = {check.name for check in rounds.all_checks()} - {"Redis", "Replicas", "Secret key"}
    assert named == expected, "each check found something"
    sentences = " ".join(each["sentence"] for each in told["findings"])
    assert f"The site answers at http://127.0.0.1:{port}." in sentences
    assert "Pages are made once and kept." in sentences


def test_where_nothing_runs_it_says_what_to_start_in_plain_lines(manage):
    done = manage("doctor")

    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert all(line.startswith(("ok      ", "warning ", "fault   ")) for line in lines[:-1])
    assert any("does not answer" in line and "manage.py serve" in line for line in lines)
    assert any("No worker is at work" in line for line in lines)
    assert lines[-1].startswith("2 faults, ")
    assert "\x1b" not in done.stdout, "colours are for terminals"
    assert "Traceback" not in done.stdout + done.stderr


def test_with_the_database_away_the_rest_is_looked_at(manage):
    done = manage(
        "doctor", environment={"DATABASE_URL": "postgres://newsroom:hunter2@127.0.0.1:1/newsroom?pool=0"}
    )  # fmt: skip
    assert done.returncode == 1
    assert "fault   The database does not answer" in done.stdout
    assert "are free for" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr
    assert "Feeds" not in done.stdout


def test_a_database_without_tables_is_named(blank_database, manage):
    done = manage("doctor")
    assert done.returncode == 1
    assert "Run: manage.py migrate" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


# --- One that fails stops no other ---


def hanging() -> Iterator[Finding]:
    time.sleep(5)
    yield ok("never")


def broken() -> Iterator[Finding]:
    raise RuntimeError("the ferry sank\nwith all hands")
    yield


def test_a_check_that_hangs_or_fails_is_told_of_and_the_next_one_is_looked_at(monkeypatch):
    monkeypatch.setattr(rounds, "_why_away", lambda: None)
    checks = [
        Check("Hanging", hanging, 0.1, asks_database=False),
        Check("Broken", broken, 1, asks_database=False),
        Check("Well", lambda: [ok("It is well.")], 1, asks_database=False),
    ]
    began = time.monotonic()
    found = list(rounds.go_round(checks))

    assert time.monotonic() - began < 2
    assert [(each.check, each.finding.mark) for each in found] == [
        ("Hanging", Mark.WARNING), ("Broken", Mark.WARNING), ("Well", Mark.OK),
    ]  # fmt: skip
    assert found[1].finding.sentence == (
        "Broken could not be looked at: RuntimeError: the ferry sank."
    )


def test_the_building_is_looked_at_and_each_app_that_has_something_to_look_at():
    checks = rounds.all_checks()
    names = [check.name for check in checks]
    assert {
        "Settings",
        "Database",
        "Feeds",
        "Workers",
        "Cache in front",
        "Pictures",
        "Storage",
        "Site",
        "Page cache",
    } <= set(names)
    assert max(check.seconds for check in checks) <= 5


# --- The installation ---


def test_a_public_site_gets_what_the_deployment_checks_say(settings):
    settings.NEWSROOM_BASE_URL = "http://news.example"
    settings.ALLOWED_HOSTS = ["other.example"]
    settings.DEBUG = True
    found = bad(installation.settings_are_right())
    assert any("newsroom.E001" in each and each.startswith("fault") for each in found)
    assert any("newsroom.E002" in each for each in found)
    assert any("Tracebacks are shown" in each for each in found)


def test_a_laptop_is_told_from_a_public_site():
    [finding] = list(installation.settings_are_right())
    assert finding.mark is Mark.OK
    assert "for this machine alone" in finding.sentence


def test_a_secret_key_that_others_may_read_is_named(settings, tmp_path):
    settings.NEWSROOM_DATA = tmp_path
    assert list(installation.secret_key_is_secret()) == []
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o600)
    assert list(installation.secret_key_is_secret()) == []
    (tmp_path / "secret_key").chmod(0o644)
    [finding] = installation.secret_key_is_secret()
    assert "chmod 600" in finding.advice


@pytest.mark.parametrize(
    ("seconds", "mark"), [(0, "ok"), (1, "ok"), (5, "warning"), (-5, "warning"), (90, "fault")]
)
def test_clocks_that_are_apart_are_named(monkeypatch, seconds, mark):
    def there() -> object:
        return timezone.now() + timedelta(seconds=seconds)

    monkeypatch.setattr(installation, "database_now", there)
    [finding] = installation.clocks_agree()
    assert finding.mark == mark


def test_a_folder_that_cannot_be_written_is_a_fault(settings, tmp_path):
    settings.NEWSROOM_DATA = "/proc/nowhere"
    [told] = bad(installation.folders_can_be_written())
    assert told.startswith("fault: In /proc/nowhere (NEWSROOM_DATA) nothing can be written")

    settings.NEWSROOM_DATA = tmp_path
    assert bad(installation.folders_can_be_written()) == []
    assert list(tmp_path.iterdir()) == [], "nothing of the trial is left"


@pytest.mark.parametrize(("free", "mark"), [(50e9, "ok"), (1e9, "warning"), (1e8, "fault")])
def test_a_disk_that_fills_up_is_named_before_it_is_full(
    settings, tmp_path, monkeypatch, free, mark
):
    settings.NEWSROOM_DATA = tmp_path
    usage = type("Usage", (), {"free": free, "total": 100e9})
    monkeypatch.setattr(installation.shutil, "disk_usage", lambda folder: usage)
    assert {finding.mark for finding in installation.folders_can_be_written()} == {mark}


@pytest.mark.django_db
def test_a_database_of_before_or_after_is_named():
    assert bad(installation.migrations_are_applied()) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied)"
            " VALUES ('wire', '9999_later', '2026-01-01T00:00:00Z')"
        )
    assert bad(installation.migrations_are_applied()) == [
        "warning: The database is newer than the program: it has 9999_later."
    ]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'wire'")
    assert bad(installation.migrations_are_applied())[0].startswith(
        "fault: The database is older than the program: wire.0001_initial"
    )


@pytest.mark.django_db
def test_the_database_and_its_time_zone_are_looked_at(database):
    [told] = list(installation.database_is_fit())
    [zone] = list(installation.time_zone_is_known())
    assert {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[database] in told.sentence
    assert (told.mark, zone.mark) == (Mark.OK, Mark.OK)


# --- What works in the background ---


@pytest.mark.django_db
def test_a_dead_worker_and_a_late_story_are_faults():
    overdue(an_article(), 300)
    assert bad(of_delivery.workers_are_alive())[0].startswith("fault: No worker is at work")
    assert bad(of_delivery.editions_are_in_time())[0].startswith("fault: A scheduled story is 3")
    Heartbeat.objects.create(worker="web-1/17", at=database_now())
    Edition.objects.waiting().update(failure="It is embargoed.")
    assert [each.sentence for each in of_delivery.workers_are_alive()] == ["At work: web-1/17."]
    assert bad(of_delivery.editions_are_in_time()) == [
        "warning: One scheduled story could not go out."
    ]


@pytest.mark.django_db
def test_background_tasks_that_wait_or_failed_are_named():
    now = database_now()
    assert bad(of_delivery.tasks_are_done()) == []
    for status, age in (("READY", 700), ("FAILED", 100), ("FAILED", 100_000)):
        at = now - timedelta(seconds=age)
        task = DBTaskResult.objects.create(
            status=status, args_kwargs={}, task_path="x.y", backend_name="default", run_after=now,
            exception_class_path="", traceback="", finished_at=at,
        )  # fmt: skip
        DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=at)
    assert bad(of_delivery.tasks_are_done()) == [
        "warning: One background task has waited for more than ten minutes.",
        "warning: One background task failed in the last day.",
    ]


@pytest.mark.django_db
def test_feeds_that_fail_or_are_silent_are_named():
    now = database_now()
    assert bad(of_wire.feeds_bring_copy()) == []
    for name, state in {
        "Coast": {"failures": 7, "failure": "Its server refuses the password."},
        "Hill": {"received_at": now - timedelta(hours=3)},
        "Plain": {"received_at": now, "failures": 2},
    }.items():
        feed = Feed.objects.create(name=name, slug=name.lower(), quiet_after_minutes=60)
        FeedState.objects.create(feed=feed, **state)
    assert bad(of_wire.feeds_bring_copy()) == [
        "warning: The last 7 visits to Coast failed: Its server refuses the password.",
        "warning: Hill has gone quiet: nothing has come for 1 hour.",
    ]


@pytest.mark.django_db
def test_deliveries_that_nobody_read_are_named():
    receive(b"\x00\x01\x02", feed="desk", filename="b.bin")
    assert bad(of_wire.deliveries_are_read()) == [
        "warning: One delivery was set aside in the last week, since it could not be read."
    ]
    long_ago = database_now() - timedelta(minutes=11)
    Delivery.objects.update(state="received", reason="", received_at=long_ago)
    assert "kept and not read" in bad(of_wire.deliveries_are_read())[0]


@pytest.mark.django_db
def test_pictures_that_wait_are_named():
    an_image()
    assert bad(of_media.pictures_are_ready()) == []
    Image.objects.update(state="received", created_at=timezone.now() - timedelta(minutes=11))
    assert "One picture has waited" in bad(of_media.pictures_are_ready())[0]


@pytest.mark.django_db
def test_storage_is_tried_with_bytes_and_left_as_it_was(own_folders, settings):
    assert bad(of_media.storages_keep_what_they_are_given()) == []
    assert [file for file in own_folders.rglob("*") if file.is_file()] == []
    settings.STORAGES = {
        **settings.STORAGES,
        "private": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": "/proc/nowhere"},
        },
    }
    [told] = bad(of_media.storages_keep_what_they_are_given())
    assert told.startswith("fault: The storage of originals and copy of the wire does not work")


# --- What stands in front ---


type Answer = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def site(monkeypatch, settings) -> Callable[[Answer], None]:
    settings.NEWSROOM_BASE_URL = "https://news.example"

    def answer(by: Answer) -> None:
        monkeypatch.setattr(
            front,
            "_asking",
            lambda: httpx.Client(
                base_url=settings.NEWSROOM_BASE_URL, transport=httpx.MockTransport(by)
            ),
        )

    return answer


class Front:
    """A site behind something; what a test says that this does to it is done."""

    def __init__(self, **done: Any) -> None:
        self.done, self.asked = done, 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        headers = {
            "X-Request-ID": "same-number" if "keeps" in self.done else f"number-{self.asked}",
            "Strict-Transport-Security": "max-age=31536000",
        }
        if "drops" in self.done:
            del headers["Strict-Transport-Security"]
        if request.url.path == "/health/live":
            body = self.done.get("body", {"status": "ok"})
            return httpx.Response(self.done.get("status", 200), json=body, headers=headers)
        etag = {} if "no_etag" in self.done else {"ETag": '"abc"'}
        if "changes" in self.done:
            etag = {"ETag": f'"{self.asked}"'}
        if request.headers.get("If-None-Match") == '"abc"':
            return httpx.Response(304, headers=etag)
        return httpx.Response(self.done.get("front", 200), text="x", headers=etag)


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ({}, []),
        ({"keeps": True}, ["fault: What stands in front keeps answers"]),
        ({"drops": True}, ["fault: The newsroom is not told that readers come by https"]),
        ({"status": 502}, ["fault: https://news.example/health/live answers 502"]),
        (
            {"body": {"welcome": "to"}},
            ["fault: https://news.example/health/live answers 200"],
        ),
    ],
    ids=str,
)
def test_what_stands_in_front_is_looked_through(site, done, told):
    site(Front(**done))
    found = bad(front.site_answers())
    assert len(found) == len(told)
    assert all(one.startswith(other) for one, other in zip(found, told, strict=True))


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ({}, []),
        ({"front": 500}, ["fault: The front page answers 500."]),
        ({"no_etag": True}, ["warning: The front page comes without an ETag"]),
        ({"changes": True}, ["warning: The front page is another one for each who asks."]),
    ],
    ids=str,
)
def test_pages_that_are_not_kept_are_noticed(site, done, told):
    site(Front(**done))
    found = bad(front.pages_are_kept())
    assert len(found) == len(told)
    assert all(one.startswith(other) for one, other in zip(found, told, strict=True))


def test_a_page_cache_that_is_switched_off_is_named(settings):
    settings.NEWSROOM_PAGE_CACHE_MB = 0
    assert bad(front.pages_are_kept())[0].startswith("warning: The page cache is switched off")


def test_a_site_that_does_not_answer_is_a_fault(settings):
    settings.NEWSROOM_BASE_URL = f"http://127.0.0.1:{free_port()}"
    assert "does not answer" in bad(front.site_answers())[0]
    assert list(front.pages_are_kept()) == [], "that was said already"
