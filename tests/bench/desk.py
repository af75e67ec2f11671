"""What the admin's lists take in the newsroom that DATABASE_URL names; run by ``tests.bench.site``.

Each list is asked for as it opens, then by every link it offers (sorts, filters, pages) and, if it
can be searched, for words common and rare; each question twice, of which the better counts. Prints
JSON: for each list the times in ms as it opens, of the median question and of the slowest, and
what that was.
"""

import json
import statistics
import time
from typing import Any

import lxml.html

from newsroom.management.seeding.words import vocabulary


def main() -> None:
    import django

    django.setup()
    from django.contrib import admin
    from django.test import Client
    from django.urls import reverse

    from newsroom.staff.models import User

    editor, _ = User.objects.get_or_create(
        username="bench", defaults={"is_superuser": True, "is_staff": True}
    )
    client = Client(SERVER_NAME="localhost")
    client.force_login(editor)
    told = {}
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        told[str(model._meta.verbose_name_plural)] = measured(client, path)
    print(json.dumps(told))


def measured(client: Any, path: str) -> dict[str, Any]:
    opened = seconds(client, path)
    document = lxml.html.fromstring(client.get(path).content.decode())
    links = document.xpath("//*[@id='changelist']//a[starts-with(@href, '?')]/@href")
    asked = dict.fromkeys(str(link) for link in links)
    if document.xpath("//input[@name='q']"):
        words = vocabulary()
        for search in (words[0], words[500], words[-1], f"{words[0]} {words[1]}", "zzz"):
            asked[f"?q={search}"] = None
    times = {link: seconds(client, path + link) for link in asked}
    slowest = max(times, key=lambda link: times[link], default="")
    return {
        "opened": 1000 * opened,
        "median": 1000 * statistics.median([opened, *times.values()]),
        "slowest": 1000 * max([opened, *times.values()]),
        "question": slowest,
    }


def seconds(client: Any, path: str) -> float:
    return min(_seconds(client, path) for _ in range(2))


def _seconds(client: Any, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    took = time.perf_counter() - began
    if answer.status_code != 200:
        raise SystemExit(f"{path}: {answer.status_code}")
    return took


if __name__ == "__main__":
    main()
