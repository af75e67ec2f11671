"""Wire copy becomes articles: the one bridge between the news desk and the wire."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles import following, proposals
from articles.models import Article, PictureUse, Proposal
from articles.wire_copy import FROM_COPY, base_of, bylines_of, copy_of, headlines_of
from newsroom.media.models import Image
from newsroom.publishing import workflow
from newsroom.publishing.models import Topic
from newsroom.wire import in_bulk, taker
from newsroom.wire.alarms import notify
from newsroom.wire.models import WireItem, WireStory
from newsroom.wire.subjects import key_of, keys_of
from newsroom.wire.taker import Answer

_TOPIC_LIMIT = 50


class NewsDesk:
    """The desk that takes wire stories (``newsroom.wire.taker.Taker``)."""

    def taken(self, stories: Collection[int]) -> dict[int, int]:
        rows = Article.objects.filter(wire_story__in=stories)
        return {story: article for story, article in rows.values_list("wire_story", "pk") if story}

    def headline_of(self, story: WireStory) -> str:
        return (
            Article.objects.filter(wire_story=story).values_list("headline", flat=True).first()
            or ""
        )

    def take(self, items: Sequence[WireItem], *, by: Any = None) -> list[int]:
        """Drafts of these items, written together."""
        copies = [copy_of(item) for item in items]
        articles = [_draft(item, copy) for item, copy in zip(items, copies, strict=True)]
        for article in articles:
            article.created_by = by
        in_bulk.insert(articles)
        in_bulk.insert(
            [
                line
                for article, copy in zip(articles, copies, strict=True)
                for line in bylines_of(article, copy)
            ]
        )
        _set_topics(articles, items)
        return [article.pk for article in articles]

    def follow(self, item: WireItem) -> Answer:
        """The newer version replaces the text, and goes to readers at once if it is live."""
        return following.follow(_of(item.story), item)

    def propose(self, item: WireItem, why: str) -> Answer:
        return following.propose(_of(item.story), item, why)

    def publish(self, item: WireItem) -> Answer:
        """A new draft goes to readers at once; the gate decides as for anyone else."""
        try:
            workflow.publish(_of(item.story), by=None, feed=item.delivery.feed.name)
        except workflow.WorkflowError as refusal:
            return Answer("created", f"A rule wanted it published; it waits as a draft. {refusal}")
        return Answer("created", "A rule published it.")

    def set_embargo(
        self, story: WireStory, until: datetime | None, *, before: datetime | None
    ) -> None:
        article = _of(story)
        own = article.embargo_until if article.embargo_until != before else None
        article.embargo_until = max((each for each in (own, until) if each), default=None)
        article.save(update_fields=["embargo_until"])
        if until is not None and until > timezone.now():
            _warn_of_live(article, "put an embargo on")

    def hold(
        self, story: WireStory, reason: str, *, feed: str, origin: str, withdraw: bool
    ) -> None:
        article = _of(story)
        workflow.hold(article, by=None, reason=reason, origin=origin, feed=feed)
        if withdraw and article.is_live:
            workflow.withdraw(article, by=None, reason=reason, feed=feed)
            text = f"The agency withholds “{article}”, so it was taken down: {reason}"
            notify(proposals.concerned(article), text, now=timezone.now(), about=article)
        elif origin == Article.HoldOrigin.WIRE:
            _warn_of_live(article, "forbids to publish")
            if not article.is_live and (hands := proposals.hands_of(article)):
                text = f"The agency forbids to publish “{article}” for now: {reason}"
                notify(hands, text, now=timezone.now(), about=article)

    def release(self, story: WireStory, *, feed: str) -> None:
        article = _of(story)
        reason = "The agency's newer version lifts what held it."
        with suppress(workflow.WorkflowError):  # an editor has released it
            workflow.release(article, by=None, reason=reason, feed=feed, origin="wire")

    def bring_back(self, story: WireStory, *, feed: str) -> None:
        following.bring_back(_of(story), story, feed=feed)

    def catch_up(self) -> int:
        return following.catch_up()

    def people_of(self, story: WireStory) -> set[int]:
        article = Article.objects.filter(wire_story=story).first()
        return proposals.hands_of(article) if article else set()

    def illustrate(self, story: WireStory, images: Sequence[Image]) -> None:
        """The first becomes the lead of an article that has none, the others its gallery."""
        article = Article.objects.select_for_update(of=("self",)).filter(wire_story=story).first()
        if article is None or article.is_killed:
            return
        here = {use.image_id: use.role for use in article.pictures.all()}
        has_lead = PictureUse.Role.LEAD in here.values()
        for order, image in enumerate(images, start=len(here)):
            if image.pk not in here and image.killed_at is None:
                role = PictureUse.Role.GALLERY if has_lead else PictureUse.Role.LEAD
                PictureUse.objects.create(story=article, image=image, role=role, order=order)
                has_lead = True

    def kill(self, story: WireStory, reason: str, *, feed: str) -> bool:
        article = _of(story)
        was_alive = not article.is_killed
        if was_alive:
            workflow.kill(article, by=None, reason=reason, feed=feed)
        proposals.end(article, Proposal.State.ENDED)
        return was_alive


def register() -> None:
    """Makes the news desk the taker of wire stories."""
    taker.register(NewsDesk())


# --- New stories ---


def _draft(item: WireItem, copy: dict[str, Any]) -> Article:
    assert item.story is not None
    feed = item.delivery.feed
    headline, working_headline = headlines_of(item, copy)
    words = {name: copy[name] for name in FROM_COPY} | {"headline": headline}
    return Article(
        wire_story=item.story,
        wire_item=item,
        wire_base=base_of(copy),
        working_headline=working_headline,
        language=(item.data.get("language") or feed.language or settings.LANGUAGE_CODE)[:35],
        section_id=item.story.section_id,
        embargo_until=item.story.embargo_until,
        **words,
    )


def _set_topics(articles: Sequence[Article], items: Sequence[WireItem]) -> None:
    """The newsroom's topics that the copy names or has a code of; it makes no new ones."""
    words = [{str(word) for word in item.data.get("keywords", ())} for item in items]
    subjects = [item.data.get("subjects") or () for item in items]
    named = _topics_named(set[str]().union(*words))
    coded = _topics_coded() if any(subjects) else {}
    links = Article.topics.through
    links._default_manager.bulk_create(
        [
            links(article_id=article.pk, topic_id=topic)
            for article, mine, about in zip(articles, words, subjects, strict=True)
            for topic in sorted(_found(named, mine) | _found(coded, _keys(about)))[:_TOPIC_LIMIT]
        ]
    )


def _topics_named(words: set[str]) -> dict[str, set[int]]:
    rows = Topic.objects.filter(name__in=words) if words else Topic.objects.none()
    return {topic.name: {topic.pk} for topic in rows}


def _topics_coded() -> dict[str, set[int]]:
    found = defaultdict[str, set[int]](set)
    for pk, codes in Topic.objects.exclude(code="").values_list("pk", "code"):
        for code in filter(None, map(str.strip, codes.split(","))):
            found[key_of(code)].add(pk)
    return found


def _keys(subjects: Iterable[dict[str, Any]]) -> set[str]:
    said = (keys_of(str(each.get("code")), str(each.get("scheme") or "")) for each in subjects)
    return set[str]().union(*said)


def _found(topics: dict[str, set[int]], keys: set[str]) -> set[int]:
    return set[int]().union(*(topics[key] for key in keys & topics.keys()))


def _warn_of_live(article: Article, what: str) -> None:
    """An embargo or a hold that comes too late is for a person: only they can ask the agency."""
    if article.is_live:
        text = f"The agency {what} “{article}”, which readers have. Ask it; withdraw the story."
        notify(proposals.concerned(article), text, now=timezone.now(), about=article)


def _of(story: WireStory | None) -> Article:
    """The article taken from ``story``, locked."""
    return Article.objects.select_for_update(of=("self",)).get(wire_story=story)
