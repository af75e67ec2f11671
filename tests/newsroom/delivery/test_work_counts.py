"""What workers counted is seen by whoever asks any web process, and never goes back."""

import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from newsroom.delivery import metrics, work_counts
from newsroom.delivery.figures import CHORES_FAILED, TASKS_ENDED
from newsroom.delivery.models import WorkCount
from newsroom.delivery.work_counts import Account


@pytest.fixture(autouse=True)
def nothing_counted(monkeypatch) -> Iterator[None]:
    """What other tests of this process counted is put aside."""
    monkeypatch.setattr(metrics, "within", lambda seconds, work: work())
    former = {figure: dict(figure.cells) for figure in (CHORES_FAILED, TASKS_ENDED)}
    for figure in former:
        figure.cells.clear()
    yield
    for figure, cells in former.items():
        figure.cells.clear()
        figure.cells.update(cells)


def another_worker() -> Account:
    """One that has counted nothing yet, as in a process of its own."""
    CHORES_FAILED.cells.clear()
    return Account()


def fail(chore: str, times: int = 1) -> None:
    CHORES_FAILED.at(chore).add(times)


def told(chore: str = "Due feeds") -> float | None:
    """What ``/metrics`` says of the chore."""
    text = Client().get("/metrics").content.decode()
    found = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "newsroom_chores_failed_total" and sample.labels == {"chore": chore}
    ]
    return found[0] if found else None


@pytest.mark.django_db
def test_what_all_workers_counted_is_told_as_one_sum():
    first = another_worker()
    fail("Due feeds", 2)
    first.add_new()
    second = another_worker()
    fail("Due feeds", 3)
    fail("Heartbeat")
    second.add_new()
    assert (told("Due feeds"), told("Heartbeat")) == (5, 1)


@pytest.mark.django_db
def test_a_worker_adds_only_what_is_new():
    worker = another_worker()
    fail("Due feeds")
    worker.add_new()
    worker.add_new()
    assert told() == 1
    fail("Due feeds")
    worker.add_new()
    assert told() == 2


@pytest.mark.django_db
def test_nothing_is_written_while_nothing_new_was_counted(django_assert_num_queries):
    worker = another_worker()
    fail("Due feeds")
    worker.add_new()
    with django_assert_num_queries(0):
        worker.add_new()


@pytest.mark.django_db
def test_what_the_worker_beside_the_web_server_counted_is_not_told_twice():
    worker = another_worker()
    fail("Due feeds")
    assert told() is None, "not yet added"
    worker.add_new()
    assert told() == 1


@pytest.mark.django_db
def test_background_tasks_are_told_by_task_and_end():
    worker = another_worker()
    TASKS_ENDED.at("newsroom.media.tasks.prepare_image", "failed").add()
    worker.add_new()
    [sample] = work_counts.told()
    assert sample == (TASKS_ENDED, 1, ("newsroom.media.tasks.prepare_image", "failed"))


@pytest.mark.django_db
def test_what_could_not_be_added_is_the_next_time(monkeypatch):
    worker = another_worker()
    fail("Due feeds")
    add = work_counts._add

    def away(*_: object) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(work_counts, "_add", away)
    with pytest.raises(OperationalError):
        worker.add_new()
    monkeypatch.setattr(work_counts, "_add", add)
    fail("Due feeds")
    worker.add_new()
    assert told() == 2


@pytest.mark.django_db(transaction=True)
def test_many_workers_add_at_a_time_and_nothing_is_lost(trials):
    workers, ready = trials(4, 16), threading.Event()

    def work() -> None:
        ready.wait(5)
        for _ in range(5):
            work_counts._add("newsroom_chores_failed_total", ("Due feeds",), 1)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    ready.set()
    for thread in threads:
        thread.join()
    assert WorkCount.objects.get().value == 5 * workers
