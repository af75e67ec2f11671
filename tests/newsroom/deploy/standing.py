"""What trials of servers that stand in front share."""

import random
import time
from typing import Any

import httpx

from newsroom.publishing import workflow
from tests.factories import an_article, page_of, published
from tests.sites import until


def until_it_answers(port: int) -> None:
    until(lambda: _answers(port), seconds=60)


def _answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/health/live", trust_env=False)
    except httpx.TransportError:
        return False
    return True


def seconds_to_be_seen(reader: Any, changes: int) -> list[float]:
    """How long each of so many changes of a page took, and then its kill, to be what is read.

    ``reader`` asks and asks, so that there always is a copy, and has the killed page no more.
    """
    story = published(an_article(headline="The night ferry"))
    path = page_of(story).path
    seconds = []
    for number in range(changes):
        time.sleep(random.random())
        story.headline = f"The night ferry, {number}"
        story.save()
        published(story, kind="minor")
        seen = until(lambda n=number: f"ferry, {n}<" in reader.get(path).text, seconds=10)  # type: ignore[misc]
        seconds.append(seen)
    workflow.kill(story, by=None, reason="It is wrong.")
    seconds.append(until(lambda: reader.get(path).status_code == 410, seconds=10))
    assert "The night ferry" not in reader.get(path).text
    time.sleep(1)
    assert reader.get(path).status_code == 410
    return seconds
