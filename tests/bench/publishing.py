"""What a publish takes in the newsroom that DATABASE_URL names; run by ``tests.bench.site``.

Prints JSON: for a first publication and for a correction the median and the largest but two of
the times, the CPU of the process (ms each) and the number of statements.
"""

import json
import statistics
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 60


def main() -> None:
    import django

    django.setup()
    from articles.models import Article
    from newsroom.publishing.models import Section, Topic
    from newsroom.staff.models import User

    section, topics = Section.objects.order_by("pk").first(), list(Topic.objects.all()[:2])
    editor, _ = User.objects.get_or_create(
        username="bench", defaults={"is_superuser": True, "is_staff": True}
    )
    body = Article.objects.order_by("pk").values_list("body", flat=True)[0]
    stories = []
    for number in range(ROUNDS):
        story = Article.objects.create(headline=f"Bench {number}", body=body, section=section)
        story.topics.set(topics)
        stories.append(story)
    told = {"first": measured(stories, lambda story: publish(story, editor))}
    for story in stories:
        story.body += "<p>More is known now.</p>"
        story.save()
    told["correction"] = measured(
        stories, lambda story: publish(story, editor, kind="correction", note="More is known.")
    )
    print(json.dumps(told))


def publish(story: Any, editor: Any, **how: Any) -> None:
    from newsroom.publishing import workflow

    workflow.publish(story, by=editor, **how)


def measured(stories: list[Any], act: Callable[[Any], None]) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as statements:
        act(stories[0])
    for story in stories[1:10]:  # warm
        act(story)
    times, cpu = [], time.process_time()
    for story in stories[10:]:
        began = time.perf_counter()
        act(story)
        times.append(time.perf_counter() - began)
    cpu = time.process_time() - cpu
    return {
        "median": 1000 * statistics.median(times),
        "p95": 1000 * sorted(times)[int(len(times) * 0.95)],
        "cpu": 1000 * cpu / len(times),
        "statements": len(statements),
    }


if __name__ == "__main__":
    main()
