"""Figures of what happens: counted where it happens, or asked for when somebody looks.

A module declares its figures and counts them; ``newsroom.delivery.metrics`` gives them out. What
stands in the database is not counted here: a source asks for it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Literal, NamedTuple

# Upper bounds of a histogram's buckets, in seconds; one more is for what takes longer.
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

type Labels = tuple[str, ...]
type Kind = Literal["counter", "gauge", "histogram"]
type Of = Literal["sum", "max", "min"]


class Cell:
    """One number that grows, for many threads."""

    __slots__ = ("_lock", "value")

    def __init__(self) -> None:
        self.value = 0
        self._lock = Lock()

    def add(self, by: int = 1) -> None:
        with self._lock:
            self.value += by


class Spans:
    """How long something took, each time: by buckets, and in all."""

    __slots__ = ("_lock", "counts", "seconds")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0
        self._lock = Lock()

    def add(self, seconds: float) -> None:
        with self._lock:
            self.counts[bisect_left(BOUNDS, seconds)] += 1
            self.seconds += seconds


@dataclass(frozen=True, eq=False)
class Figure:
    """What a figure is called, what it means, and what its values are told apart by.

    ``of`` says what the processes' levels come to; counts are added up.
    """

    name: str
    meaning: str
    kind: Kind
    labels: Labels = ()
    of: Of = "sum"


@dataclass(frozen=True, eq=False)
class Counter(Figure):
    """A figure that only grows; ``of`` labels it gives the number to add to."""

    kind: Kind = "counter"
    cells: dict[Labels, Cell] = field(default_factory=dict)

    def at(self, *labels: str) -> Cell:
        """The number with these values of the labels."""
        if (cell := self.cells.get(labels)) is None:
            assert len(labels) == len(self.labels), self.name
            cell = self.cells.setdefault(labels, Cell())
        return cell


@dataclass(frozen=True, eq=False)
class Histogram(Figure):
    """A figure of how long things take."""

    kind: Kind = "histogram"
    spans: dict[Labels, Spans] = field(default_factory=dict)

    def at(self, *labels: str) -> Spans:
        if (spans := self.spans.get(labels)) is None:
            assert len(labels) == len(self.labels), self.name
            spans = self.spans.setdefault(labels, Spans())
        return spans


class Sample(NamedTuple):
    """A value of a figure at this moment."""

    figure: Figure
    value: float
    labels: Labels = ()


type Source = Callable[[], Iterable[Sample]]

declared: dict[str, Figure] = {}
# By name: what asks the database, and what this process knows of itself.
sources: dict[str, Source] = {}
_levels: list[Source] = []


def counter(name: str, meaning: str, *labels: str) -> Counter:
    return _declared(Counter(name, meaning, labels=labels))


def histogram(name: str, meaning: str, *labels: str) -> Histogram:
    return _declared(Histogram(name, meaning, labels=labels))


def gauge(name: str, meaning: str, *labels: str, of: Of = "sum") -> Figure:
    return _declared(Figure(name, meaning, "gauge", labels, of))


def _declared[F: Figure](figure: F) -> F:
    assert figure.name not in declared, f"{figure.name} is declared twice"
    declared[figure.name] = figure
    return figure


def source(name: str) -> Callable[[Source], Source]:
    """Registers a function that asks the database for samples; it is asked when somebody looks."""

    def register(ask: Source) -> Source:
        sources[name] = ask
        return ask

    return register


def told_by_process(ask: Source) -> None:
    """From now on ``ask`` tells levels of this process, such as what its page cache holds."""
    _levels.append(ask)


def levels() -> Iterator[Sample]:
    """The levels of this process now."""
    for ask in _levels:
        yield from ask()


def start_from_zero() -> None:
    """In a process that was forked: what its parent counted is its parent's."""
    for figure in declared.values():
        if isinstance(figure, Counter):
            for cell in figure.cells.values():
                cell.__init__()  # type: ignore[misc]  # others hold it, and its lock may be taken
        elif isinstance(figure, Histogram):
            figure.spans.clear()
