"""The feeds: each list in three forms, ``?before=`` goes on where a page of it ended."""

from collections.abc import Callable
from functools import partial
from types import ModuleType

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from newsroom.delivery.addresses import before_of, renamed_or_gone
from newsroom.delivery.headers import for_readers
from newsroom.publishing.linked import CONTRIBUTORS, TOPICS
from newsroom.publishing.menu import Menu
from newsroom.publishing.reading import Before, pictures_of_each, section_now_called
from newsroom.syndication import atom, channels, json_feed, rss
from newsroom.syndication.addresses import full
from newsroom.syndication.channels import IN_A_FEED, Channel
from newsroom.syndication.conditional import sent
from newsroom.syndication.entry import entry_of
from newsroom.syndication.feed import Feed

FORMS: dict[str, ModuleType] = {"rss": rss, "atom": atom, "json": json_feed}


@for_readers
def latest_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Everything, the newest first."""
    return _feed(request, channels.latest(), form, Menu.read())


@for_readers
def opinion_feed(request: HttpRequest, form: str) -> HttpResponse:
    """Opinion of every genre."""
    return _feed(request, channels.opinion(), form, Menu.read())


@for_readers
def section_feed(request: HttpRequest, section: str, form: str) -> HttpResponse:
    """A section's stories, or a sub-section's; a former slug leads to the one of now."""
    menu = Menu.read()
    here = menu.called(section)
    if here is not None:
        return _feed(request, channels.of_section(here), form, menu)
    if (now := section_now_called(menu, f"/{section}/")) is None:
        raise Http404
    kwargs = {"section": now.slug, "form": form}
    return HttpResponsePermanentRedirect(reverse("syndication:section_feed", kwargs=kwargs))


@for_readers
def author_feed(request: HttpRequest, slug: str, form: str = "rss") -> HttpResponse:
    """What someone wrote; 404 while nothing of theirs is published, so that no name gets out."""
    author = CONTRIBUTORS.called(slug)
    if author is None:
        address = partial(_address, "author_feed", form)
        return renamed_or_gone(request, CONTRIBUTORS, slug, address)
    return _feed(request, channels.by_author(author), form, Menu.read())


@for_readers
def topic_feed(request: HttpRequest, slug: str, form: str = "rss") -> HttpResponse:
    """What is about a topic; 404 while nothing is."""
    topic = TOPICS.called(slug)
    if topic is None:
        address = partial(_address, "topic_feed", form)
        return renamed_or_gone(request, TOPICS, slug, address)
    return _feed(request, channels.about(topic), form, Menu.read())


def _address(route: str, form: str, slug: str) -> str:
    return reverse(f"syndication:{route}", kwargs={"slug": slug, "form": form})


def _feed(request: HttpRequest, channel: Channel, form: str, menu: Menu) -> HttpResponse:
    before = before_of(request)
    rows = channel.rows(before)
    listed = rows[:IN_A_FEED]
    pictures = pictures_of_each(page.pk for page in listed)
    base_url = settings.NEWSROOM_BASE_URL
    address = full(
        reverse(f"syndication:{channel.route}", kwargs={**channel.named, "form": form}), base_url
    )
    older = ""
    if len(rows) > IN_A_FEED:
        assert listed[-1].first_published_at is not None
        older = f"{address}?before={Before(listed[-1].first_published_at, listed[-1].pk).key}"
    site = settings.NEWSROOM_SITE_NAME
    feed = Feed(
        title=f"{site}: {channel.name}" if channel.name else site,
        description=f"{channel.name or 'The latest'}, in full, from {site}.",
        site_name=site,
        language=settings.LANGUAGE_CODE,
        home=full(channel.home, base_url),
        address=address,
        page=f"{address}?before={before.key}" if before else address,
        older=older,
        entries=[
            entry_of(page, pictures[page.pk], menu.get(page.section_id), base_url=base_url)
            for page in listed
        ],
    )
    written: Callable[[Feed], bytes] = FORMS[form].written
    return sent(request, written(feed), FORMS[form].MIME)
