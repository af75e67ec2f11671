"""The sample newsroom's wire desk: a feed with an inbox, a merge to be made, a kill that came."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone

from articles.models import Article
from newsroom.management.sample import incoming
from newsroom.publishing import workflow
from newsroom.publishing.models import Section
from newsroom.staff.models import User
from newsroom.wire import taking
from newsroom.wire.connections import came_by_itself
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed, RoutingRule, Source, WireStory


def fill_inbox(people: dict[str, User]) -> None:
    """Copy in every state that the wire desk knows; a file dropped in the feed's folder follows."""
    feed = _feed()
    for position, (name, subject, section) in enumerate(incoming.RULES):
        RoutingRule.objects.create(
            name=name, position=position, subject=subject,
            section=Section.objects.get(slug=section),
        )  # fmt: skip
    for file in incoming.ARRIVALS:
        _receive(file, feed)
    _edit(_taken(incoming.EDITED, by=people["reporter"]))
    _receive(incoming.NEWER, feed)
    killed = _taken(incoming.KILLED, by=people["desk_editor"])
    workflow.publish(killed, by=people["desk_editor"])
    _receive(incoming.KILL, feed)
    came_by_itself(feed, timezone.now(), has_news=True)


def _feed() -> Feed:
    folder = Path(settings.NEWSROOM_DATA) / "incoming" / incoming.SLUG
    folder.mkdir(parents=True, exist_ok=True)
    source = Source.objects.create(name=incoming.NAME, slug=incoming.SLUG, credit=incoming.NAME)
    return Feed.objects.create(
        name=f"{incoming.NAME} wire", slug=incoming.SLUG, source=source,
        intake=Feed.Intake.INBOX, section=Section.objects.get(slug="national"),
        transport=Feed.Transport.FOLDER, address=str(folder), every_seconds=10,
    )  # fmt: skip


def _receive(file: str, feed: Feed) -> None:
    receive((incoming.FOLDER / file).read_bytes(), feed=feed, filename=file)


def _taken(guid: str, *, by: User) -> Article:
    article: Article = Article.objects.get(pk=taking.take(WireStory.objects.get(guid=guid), by=by))
    return article


def _edit(article: Article) -> None:
    for old, new in incoming.EDITS:
        article.headline = article.headline.replace(old, new)
        article.body = article.body.replace(old, new)
    article.save()
