"""``/metrics``: all figures in Prometheus's text format, for whoever watches over the site."""

import hmac
import logging
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec

from django.conf import settings
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse

from newsroom import figures
from newsroom.delivery.asked import is_private
from newsroom.delivery.deadline import TooLongError, statements_limited, within
from newsroom.delivery.errors import not_found
from newsroom.delivery.headers import never_kept
from newsroom.delivery.tallies import Sums, tallies
from newsroom.delivery.version import own_version
from newsroom.delivery.work_counts import KEPT
from newsroom.figures import BOUNDS, Counter, Figure, Histogram, Labels, Sample
from newsroom.publishing.clock import database_now

log = logging.getLogger("newsroom.delivery")

STATEMENT_SECONDS = 2.0
ALL_SECONDS = 4.0
LACKING = (
    "Figures are given out by the package prometheus-client, which is not installed;"
    " install the newsroom with its extra: uv sync --extra metrics.\n"
)
DATABASE_UP = figures.gauge("newsroom_database_up", "Whether the database answers.")
SCRAPE_ERRORS = figures.gauge(
    "newsroom_scrape_errors", "Whether this source of figures failed or was too slow.", "source"
)
INFO = figures.gauge("newsroom_info", "Always 1; the version that runs here.", "version")


def metrics(request: HttpRequest) -> HttpResponse:
    """All figures; to others than those who may read them, what any unknown address answers."""
    if not may_read(request):
        return not_found(request)
    if find_spec("prometheus_client") is None:
        return never_kept(HttpResponse(LACKING, status=501, content_type="text/plain"))
    samples = [*_asked_in_time(), Sample(INFO, 1, (own_version(),))]
    text, kind = _written(tallies.read(), samples)
    return never_kept(HttpResponse(text, content_type=kind))


def may_read(request: HttpRequest) -> bool:
    """By the token where one is set; else from this machine and networks of our own.

    Who comes through a proxy is judged by everyone whom that names.
    """
    if settings.NEWSROOM_METRICS_TOKEN:
        said = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(said.encode(), settings.NEWSROOM_METRICS_TOKEN.encode())
    named = request.headers.get("X-Forwarded-For", "")
    passed = [each.strip() for each in named.split(",")] if named else []
    return all(is_private(each) for each in (request.META.get("REMOTE_ADDR", ""), *passed))


# --- What is asked for ---


def _asked_in_time() -> list[Sample]:
    """What the sources say; a database that hangs must not keep the rest from being seen."""
    try:
        return within(ALL_SECONDS, lambda: list(asked()))
    except TooLongError:
        log.warning("The database did not answer what /metrics asks in %.0f s", ALL_SECONDS)
        return _without_database()


def asked() -> Iterator[Sample]:
    """The sources' samples. One that fails or takes too long is told of, and stops no other."""
    try:
        database_now()
    except DatabaseError as reason:
        log.warning("The database does not answer what /metrics asks: %s", reason)
        yield from _without_database()
        return
    yield Sample(DATABASE_UP, 1)
    for name, ask in figures.sources.items():
        try:
            with statements_limited(STATEMENT_SECONDS):
                samples = list(ask())
        except Exception as reason:  # noqa: BLE001  (whatever it is, it stops no other)
            log.warning("The figures of %s could not be had: %s", name, reason)
            yield Sample(SCRAPE_ERRORS, 1, (name,))
        else:
            yield from samples
            yield Sample(SCRAPE_ERRORS, 0, (name,))


def _without_database() -> list[Sample]:
    return [
        Sample(DATABASE_UP, 0),
        *(Sample(SCRAPE_ERRORS, 1, (name,)) for name in figures.sources),
    ]


# --- As Prometheus reads it ---


def _written(sums: Sums, samples: Iterable[Sample]) -> tuple[bytes, str]:
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.registry import Collector

    families = list(_families(sums, samples))

    class Told(Collector):
        def collect(self) -> Iterable[object]:  # type: ignore[override]
            return families

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Told())
    return generate_latest(registry), CONTENT_TYPE_LATEST


def _families(sums: Sums, samples: Iterable[Sample]) -> Iterator[object]:
    by_name: dict[str, list[Sample]] = {}
    for sample in samples:
        by_name.setdefault(sample.figure.name, []).append(sample)
    for figure in figures.declared.values():
        if isinstance(figure, Counter):
            # A worker of this group has added its counts to those kept: not twice.
            kept = {each.labels: each.value for each in by_name.get(figure.name, [])}
            summed = sums.counts.get(figure.name, {})
            yield _counter(figure, kept if figure.name in KEPT else summed)
        elif isinstance(figure, Histogram):
            yield _histogram(figure, sums)
        else:
            own = sums.levels.get(figure.name, {})
            levels = [Sample(figure, _together(figure, own[of]), of) for of in own]
            yield _gauge(figure, levels + by_name.get(figure.name, []))


def _together(figure: Figure, values: list[float]) -> float:
    if figure.of == "sum":
        return sum(values)
    return max(values) if figure.of == "max" else min(values)


def _counter(figure: Figure, counted: Mapping[Labels, float]) -> object:
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(figure.name, figure.meaning, labels=figure.labels)
    if not figure.labels:
        counted = {(): 0, **counted}
    for labels, value in sorted(counted.items()):
        family.add_metric(labels, value)
    return family


def _gauge(figure: Figure, samples: list[Sample]) -> object:
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(figure.name, figure.meaning, labels=figure.labels)
    for sample in samples:
        family.add_metric(sample.labels, sample.value)
    return family


def _histogram(figure: Figure, sums: Sums) -> object:
    from prometheus_client.core import HistogramMetricFamily

    family = HistogramMetricFamily(figure.name, figure.meaning, labels=figure.labels)
    for labels, values in sorted(sums.spans.get(figure.name, {}).items()):
        *counts, seconds = values
        buckets, total = [], 0.0
        for bound, count in zip((*map(str, BOUNDS), "+Inf"), counts, strict=True):
            total += count
            buckets.append((bound, total))
        family.add_metric(labels, buckets, seconds)
    return family
