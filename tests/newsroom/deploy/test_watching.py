"""The dashboard and the alerts that come with the newsroom ask for figures that there are."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from newsroom import figures
from newsroom.delivery import metrics  # noqa: F401  (declares its figures)
from newsroom.figures import Histogram
from tests.paths import TOP

DASHBOARD = json.loads((TOP / "newsroom/deploy/grafana.json").read_text())
ALERTS = yaml.safe_load((TOP / "newsroom/deploy/alerts.yml").read_text())
PANELS = [panel for panel in DASHBOARD["panels"] if panel["type"] != "row"]
RULES = [rule for group in ALERTS["groups"] for rule in group["rules"]]


def expressions() -> Iterator[str]:
    yield from (target["expr"] for panel in PANELS for target in panel["targets"])
    yield from (rule["expr"] for rule in RULES)


def series() -> set[str]:
    """Names as Prometheus has them."""
    names = set()
    for figure in figures.declared.values():
        ends = ("_bucket", "_count", "_sum") if isinstance(figure, Histogram) else ("",)
        names |= {f"{figure.name}{end}" for end in ends}
    return names


def asked(expression: str) -> set[str]:
    return set(re.findall(r"\bnewsroom_\w+", expression))


def test_nothing_is_asked_for_that_is_not_given_out():
    assert set().union(*map(asked, expressions())) - series() == set()


def test_each_figure_stands_on_the_dashboard():
    shown = set().union(*(asked(target["expr"]) for panel in PANELS for target in panel["targets"]))
    missing = [
        name
        for name in figures.declared
        if name not in {re.sub("_(bucket|count|sum)$", "", each) for each in shown}
    ]
    assert missing == []


@pytest.mark.parametrize("expression", list(expressions()))
def test_labels_are_those_that_the_figures_have(expression):
    known = {"le", "instance", "job"}.union(*(each.labels for each in figures.declared.values()))
    said = set(re.findall(r"(\w+)\s*(?:=~|!=|=)\s*\"", expression))
    for group in re.findall(r"\bby \(([^)]*)\)", expression):
        said |= {each.strip() for each in group.split(",")}
    assert said <= known
    assert expression.count("(") == expression.count(")")


@pytest.mark.parametrize("expression", list(expressions()))
def test_what_only_grows_is_asked_for_by_its_growth(expression):
    for name in re.findall(r"(\S*)(newsroom_\w+_total)", expression):
        assert re.search(r"(?:rate|increase)\($", name[0]), expression


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_is_wrong_and_what_to_do(rule):
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["annotations"]["description"].endswith(".")
    assert rule["labels"]["severity"] in {"page", "look"}


@pytest.mark.parametrize(
    "danger",
    ["workers_alive", "editions_late", "feed_quiet", "blind_seconds", "5xx", "purges_oldest"],
)
def test_what_must_be_noticed_has_an_alert(danger):
    assert any(danger in rule["expr"] for rule in RULES)


def test_no_panel_lies_on_another():
    taken: set[tuple[int, int]] = set()
    for panel in DASHBOARD["panels"]:
        place: dict[str, Any] = panel["gridPos"]
        own = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not own & taken, panel["title"]
        assert place["x"] + place["w"] <= 24
        taken |= own
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(DASHBOARD["panels"])
