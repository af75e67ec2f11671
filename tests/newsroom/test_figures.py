"""Figures: nothing that is counted gets lost, in however many threads."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from newsroom import figures
from newsroom.figures import BOUNDS, Cell, Counter, Histogram, Spans


class Slow(float):
    """One, in whose adding the thread is changed: what may happen anywhere, happens here."""

    def __radd__(self, other: float) -> float:
        time.sleep(0)
        return other + 1


def test_nothing_is_lost_when_many_threads_count():
    cell, spans = Cell(), Spans()

    def count(_: int) -> None:
        for _ in range(200):
            cell.add(Slow(1))
            spans.add(Slow(1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(count, range(8)))
    assert (cell.value, spans.seconds, sum(spans.counts)) == (1_600, 1_600, 1_600)


@pytest.mark.parametrize(
    ("seconds", "bucket"), [(0, 0), (0.005, 0), (0.0051, 1), (1.0, 7), (10, 10), (11, 11)]
)
def test_a_span_falls_into_the_first_bucket_that_holds_it(seconds, bucket):
    spans = Spans()
    spans.add(seconds)
    assert spans.counts.index(1) == bucket
    assert len(spans.counts) == len(BOUNDS) + 1


def test_a_figure_has_one_number_for_each_of_its_labels():
    counter = Counter("x_total", "", labels=("view",))
    counter.at("a").add()
    counter.at("a").add()
    counter.at("b").add()
    assert {labels: cell.value for labels, cell in counter.cells.items()} == {("a",): 2, ("b",): 1}


def test_a_figure_that_is_given_other_labels_than_it_has_is_a_fault():
    with pytest.raises(AssertionError, match="x_total"):
        Counter("x_total", "", labels=("view",)).at()
    with pytest.raises(AssertionError, match="y_seconds"):
        Histogram("y_seconds", "").at("a")


def test_no_two_figures_have_one_name():
    name = next(iter(figures.declared))
    with pytest.raises(AssertionError, match="declared twice"):
        figures.counter(name, "again")


def test_a_forked_process_counts_from_zero_what_it_holds_already(monkeypatch):
    """The cell that code holds is the cell that is read."""
    monkeypatch.setattr(figures, "declared", {})
    cell = figures.counter("x_total", "").at()
    cell.add(5)
    reading, writing = os.pipe()
    if (pid := os.fork()) == 0:
        cell.add(2)
        os.write(writing, str(figures.declared["x_total"].cells[()].value).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(reading, 10) == b"2"
    assert cell.value == 5
    os.close(reading)
    os.close(writing)
