"""Wire copy becomes articles: the one bridge between the news desk and the wire."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.models import Article, Byline
from newsroom.publishing import content, workflow
from newsroom.publishing.models import Page, Topic
from newsroom.publishing.stamps import Kind, suggested_kind
from newsroom.publishing.workflow.act import end_wait
from newsroom.text.sanitize import clean_html
from newsroom.wire import taker
from newsroom.wire.models import WireItem, WireStory
from newsroom.wire.taker import Answer, TakingError

# What an editor may have written over; section, topics and placement are not the copy's text.
_TEXT = "headline kicker standfirst teaser body dateline_place dateline_date credit".split()
# Of these the agency sends some; the desk's own are left alone by newer versions.
_FROM_COPY = "headline standfirst body dateline_place dateline_date credit".split()
_TOPIC_LIMIT = 50
_BYLINE_ENDS = re.compile(r",\s*By\s+")


class NewsDesk:
    """The desk that takes wire stories (``newsroom.wire.taker.Taker``)."""

    def taken(self, stories: Collection[int]) -> dict[int, int]:
        rows = Article.objects.filter(wire_story__in=stories)
        return {story: article for story, article in rows.values_list("wire_story", "pk") if story}

    def take(self, items: Sequence[WireItem]) -> list[int]:
        """Drafts of these items, written together."""
        copies = [copy_of(item) for item in items]
        articles = [_draft(item, copy) for item, copy in zip(items, copies, strict=True)]
        Article.objects.bulk_create(articles)
        Byline.objects.bulk_create(
            line
            for article, copy in zip(articles, copies, strict=True)
            for line in _bylines(article, copy)
        )
        _set_topics(articles, items)
        return [article.pk for article in articles]

    def follow(self, item: WireItem) -> Answer:
        """The newer version replaces the text, and goes to readers at once if it is live."""
        article = _of(item.story)
        if article.is_killed:
            return Answer("killed", f"This story was killed here: {article.kill_reason}")
        if changed := edited_fields(article):
            return Answer("proposed", _proposal(changed))
        end_wait(article, f"{item.delivery.feed} sent a newer version.", at=timezone.now())
        _replace_text(article, item)
        page = article.page
        if page is None or page.state != Page.State.LIVE or page.edition is None:
            return Answer("updated")
        return _give_to_readers(article, item, page.edition.content)

    def set_embargo(self, story: WireStory, until: datetime | None) -> None:
        article = _of(story)
        article.embargo_until = until
        article.save(update_fields=["embargo_until"])

    def hold(self, item: WireItem, reason: str, *, withdraw: bool) -> None:
        article, feed = _of(item.story), item.delivery.feed.name
        workflow.hold(article, by=None, reason=reason, origin="wire", feed=feed)
        page = article.page
        if withdraw and page is not None and page.state == Page.State.LIVE:
            workflow.withdraw(article, by=None, reason=reason, feed=feed)

    def release(self, item: WireItem) -> None:
        article = _of(item.story)
        if article.hold_origin == Article.HoldOrigin.WIRE:
            reason = "The agency's newer version lifts what held it."
            workflow.release(article, by=None, reason=reason, feed=item.delivery.feed.name)

    def kill(self, item: WireItem, reason: str) -> None:
        article = _of(item.story)
        if not article.is_killed:
            workflow.kill(article, by=None, reason=reason, feed=item.delivery.feed.name)


def register() -> None:
    """Makes the news desk the taker of wire stories."""
    taker.register(NewsDesk())


# --- The copy in the article's fields ---


def copy_of(item: WireItem) -> dict[str, Any]:
    """The item's words as an article's text fields; the headline is empty if the copy has none."""
    data, feed = item.data, item.delivery.feed
    dateline = data.get("dateline") or {}
    lacks_headline = "headline" in data.get("warnings", ())
    try:
        body = clean_html(data.get("body_html") or "")
    except ValueError as reason:
        raise TakingError(f"The text cannot be stored: {reason}") from reason
    copy = {
        "headline": "" if lacks_headline else data.get("headline") or "",
        "standfirst": data.get("abstract") or "",
        "dateline_place": dateline.get("place") or "",
        "dateline_date": dateline.get("date") or "",
        "credit": data.get("credit") or dateline.get("source") or feed.source.credit,
    }
    fitting = {name: _fitting(name, text) for name, text in copy.items()}
    byline = data.get("byline") or ""
    names = _BYLINE_ENDS.split(byline)
    limit = Byline._meta.get_field("name").max_length
    bylines = [name[:limit] for name in (_printed(name) for name in names) if name]
    return {**fitting, "body": body, "bylines": bylines}


def _fitting(name: str, text: str) -> str:
    return text[: getattr(Article._meta.get_field(name), "max_length", None)]


def _printed(byline: str) -> str:
    """The printed name: ``By Jane Doe`` says who wrote it, the page says "By" itself."""
    byline = byline.strip()
    return byline[3:].strip() if byline[:3].casefold() == "by " else byline


def _base(copy: dict[str, Any]) -> dict[str, Any]:
    return {**dict.fromkeys(_TEXT, ""), **copy}


def _headlines(item: WireItem, copy: dict[str, Any]) -> tuple[str, str]:
    """Headline and working headline; copy without one gets a proposal as both."""
    if copy["headline"]:
        return copy["headline"], ""
    proposal = _fitting("working_headline", item.data.get("headline") or "").strip()
    return proposal, proposal


def _draft(item: WireItem, copy: dict[str, Any]) -> Article:
    assert item.story is not None
    feed = item.delivery.feed
    headline, working_headline = _headlines(item, copy)
    article = Article(
        wire_story=item.story,
        wire_item=item,
        wire_base=_base(copy),
        working_headline=working_headline,
        language=(item.data.get("language") or feed.language or settings.LANGUAGE_CODE)[:35],
        section=feed.section,
        embargo_until=item.story.embargo_until,
    )
    for name in _FROM_COPY:
        setattr(article, name, copy[name])
    article.headline = headline
    return article


def _bylines(article: Article, copy: dict[str, Any]) -> list[Byline]:
    names = enumerate(copy["bylines"])
    return [Byline(story=article, name=name, order=order) for order, name in names]


def _set_topics(articles: Sequence[Article], items: Sequence[WireItem]) -> None:
    """The copy's keywords that are topics of this newsroom by name; it makes no new ones."""
    wanted = [{str(word) for word in item.data.get("keywords", ())} for item in items]
    words = set[str]().union(*wanted)
    if not words:
        return
    topics = {topic.name: topic for topic in Topic.objects.filter(name__in=words)}
    links = Article.topics.through
    links._default_manager.bulk_create(
        [
            links(article_id=article.pk, topic_id=topics[word].pk)
            for article, words in zip(articles, wanted, strict=True)
            for word in sorted(words & topics.keys())[:_TOPIC_LIMIT]
        ]
    )


# --- Newer versions ---


def edited_fields(article: Article) -> list[str]:
    """The text fields that an editor changed since the copy was taken, in words.

    A headline written where the copy had none is no change of the copy.
    """
    base = article.wire_base
    changed = [name for name in _TEXT if getattr(article, name) != base.get(name, "")]
    if "headline" in changed and not base.get("headline"):
        changed.remove("headline")
    if "body" in changed and clean_html(article.body) == clean_html(base.get("body", "")):
        changed.remove("body")
    names = [name.replace("_", " ").replace("body", "text") for name in changed]
    if [line.printed_name for line in article.bylines.all()] != base.get("bylines", []):
        names.append("bylines")
    return names


def _proposal(changed: list[str]) -> str:
    what = ", ".join(changed)
    return f"Editors changed the {what} here, so nothing was overwritten; decide on this version."


def _replace_text(article: Article, item: WireItem) -> None:
    copy = copy_of(item)
    headline, working_headline = _headlines(item, copy)
    written_here = not article.wire_base.get("headline") and not article.needs_headline
    for name in _FROM_COPY:
        if name != "headline":
            setattr(article, name, copy[name])
    if not written_here:
        article.headline, article.working_headline = headline, working_headline
    base = _base(copy)
    if written_here:
        base["headline"] = ""
    article.wire_item, article.wire_base = item, base
    article.save()
    if copy["bylines"] != [line.printed_name for line in article.bylines.all()]:
        article.bylines.all().delete()
        Byline.objects.bulk_create(_bylines(article, copy))


def _give_to_readers(article: Article, item: WireItem, before: dict[str, Any]) -> Answer:
    after = article.content()
    if content.digest(after) == content.digest(before):
        return Answer("updated")
    kind = suggested_kind(
        readers_text_changed=content.readers_text_changed(before, after),
        agency_correction="correction" in item.data.get("signals", ()),
    )
    feed = item.delivery.feed
    note = ""
    if kind is Kind.CORRECTION:
        note = item.data.get("ednote") or f"{article.credit or feed.source} corrected this story."
    try:
        workflow.publish(article, by=None, kind=kind, note=note, feed=feed.name)
    except workflow.WorkflowError as refusal:
        return Answer("held", f"Readers still have the former version. {refusal}")
    return Answer("updated", f"Readers have this version now, as {kind}.")


def _of(story: WireStory | None) -> Article:
    """The article taken from ``story``, locked."""
    return Article.objects.select_for_update(of=("self",)).get(wire_story=story)
