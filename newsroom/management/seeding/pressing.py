"""Bulk stories stored as the desks store theirs, and pressed in runs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles.models import Article
from editorials.models import Editorial
from newsroom.management.seeding.stories import Bulk, SeededStory
from newsroom.media.models import Image, PictureUse
from newsroom.publishing.models import Contributor, Page, Section, Topic
from newsroom.publishing.paths import MONTHS
from newsroom.publishing.workflow import Job, press_many

AT_ONCE = 250


class Paper:
    """What bulk stories point to, by index."""

    def __init__(
        self, sections: Sequence[Section], topics: Sequence[Topic],
        writers: Sequence[Contributor], pictures: Sequence[Image],
    ) -> None:  # fmt: skip
        self.sections, self.topics = sections, topics
        self.writers, self.pictures = writers, pictures


def press_all(bulk: Bulk, paper: Paper, *, tell: Callable[[int], None]) -> int:
    """Stores and publishes the stories that are not there yet; returns how many those were.

    Each run is a transaction: stopped anywhere, the next start goes on. ``tell`` hears of how many
    were looked at.
    """
    pressed = 0
    for numbers in batched(range(bulk.count), AT_ONCE, strict=False):
        uids = {bulk.uid(number): number for number in numbers}
        there = set(
            Page.objects.filter(story_uid__in=list(uids)).values_list("story_uid", flat=True)
        )
        new = [bulk.story(number) for uid, number in uids.items() if uid not in there]
        if new:
            _press(new, paper, _model(bulk))
            pressed += len(new)
        tell(len(numbers))
    return pressed


def _model(bulk: Bulk) -> type[Article | Editorial]:
    return Article if bulk.desk == "articles" else Editorial


@transaction.atomic
def _press(seeded: Sequence[SeededStory], paper: Paper, model: type[Any]) -> None:
    stories = [_story(each, paper, model) for each in seeded]
    model.objects.bulk_create(stories)
    pairs = list(zip(seeded, stories, strict=True))
    _relate(pairs, paper, model)
    press_many([job for pair in pairs for job in _jobs(*pair)], by=None)


def _story(seeded: SeededStory, paper: Paper, model: type[Any]) -> Any:
    first = timezone.localtime(seeded.versions[0].at)
    story = model(
        uid=seeded.uid,
        headline=seeded.headline,
        standfirst=seeded.standfirst,
        body=seeded.body(len(seeded.paragraphs)),
        section=paper.sections[seeded.section] if model.needs_section else None,
        credit=seeded.credit,
        dateline_place=seeded.place,
        dateline_date=_dateline_date(first) if seeded.place else "",
    )
    setattr(story, model.genre_field, seeded.kind)
    return story


def _dateline_date(day: datetime) -> str:
    return f"{MONTHS[day.month - 1].capitalize()} {day.day}"


def _relate(pairs: Iterable[tuple[SeededStory, Any]], paper: Paper, model: type[Any]) -> None:
    """Stores topics, bylines and pictures, and gives the stories what they would read of them."""
    link, byline = model.topics.through, model.bylines.rel.related_model
    use = model.pictures.rel.related_model
    own = model._meta.model_name
    links: list[Any] = []
    for seeded, story in pairs:
        topics = [paper.topics[each] for each in seeded.topics]
        links += [link(**{own: story, "topic": topic}) for topic in topics]
        story._prefetched_objects_cache = {
            "topics": topics,
            "bylines": [
                byline(story=story, contributor=paper.writers[each]) for each in seeded.writers
            ],
            "pictures": [
                use(story=story, image=paper.pictures[each], role=PictureUse.Role.LEAD)
                for each in [seeded.picture]
                if each is not None
            ],
        }
    related = [story._prefetched_objects_cache for _, story in pairs]
    link.objects.bulk_create(links)
    byline.objects.bulk_create(line for each in related for line in each["bylines"])
    use.objects.bulk_create(picture for each in related for picture in each["pictures"])


def _jobs(seeded: SeededStory, story: Any) -> Iterator[Job]:
    """A job for each version; the last one is the working copy itself."""
    story.slug = ""
    for version in seeded.versions[:-1]:
        content = {**story.content(), "body": seeded.body(version.paragraphs)}
        yield Job(story, version.kind, version.note, version.at, content)
    last = seeded.versions[-1]
    yield Job(story, last.kind, last.note, last.at)
