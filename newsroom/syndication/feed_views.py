"""The feeds: each list in three forms, ``?before=`` goes on where a page of it ended."""

from collections.abc import Callable
from types import ModuleType

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from newsroom.delivery.addresses import before_of
from newsroom.delivery.headers import for_readers
from newsroom.publishing import shown
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Contributor, OldSlug, Topic
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
    here = next((each for each in menu.sections.values() if each.slug == section), None)
    if here is not None:
        return _feed(request, channels.of_section(here), form, menu)
    if (now := section_now_called(menu, f"/{section}/")) is None:
        raise Http404
    return _moved("section_feed", section=now.slug, form=form)


@for_readers
def author_feed(request: HttpRequest, slug: str, form: str = "rss") -> HttpResponse:
    """What someone wrote; 404 while nothing of theirs is published, so that no name gets out."""
    author = _called(Contributor, slug)
    if author is None:
        return _renamed(Contributor, OldSlug.Kind.CONTRIBUTOR, slug, "author_feed", form)
    shown.show(shown.contributor(author.pk))
    return _feed(request, channels.by_author(author), form, Menu.read(), may_be_empty=False)


@for_readers
def topic_feed(request: HttpRequest, slug: str, form: str = "rss") -> HttpResponse:
    """What is about a topic; 404 while nothing is."""
    topic = _called(Topic, slug)
    if topic is None:
        return _renamed(Topic, OldSlug.Kind.TOPIC, slug, "topic_feed", form)
    shown.show(shown.topic(topic.pk))
    return _feed(request, channels.about(topic), form, Menu.read(), may_be_empty=False)


def _feed(
    request: HttpRequest, channel: Channel, form: str, menu: Menu, *, may_be_empty: bool = True
) -> HttpResponse:
    before = before_of(request)
    rows = channel.rows(before)
    if not (rows or before or may_be_empty):
        raise Http404
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


def _called[M: (Contributor, Topic)](model: type[M], slug: str) -> M | None:
    if "\x00" in slug:
        raise Http404
    return model._default_manager.only("slug", "name").filter(slug=slug).first()


def _renamed(
    model: type[Contributor] | type[Topic], kind: OldSlug.Kind, slug: str, route: str, form: str
) -> HttpResponse:
    """On to the slug of now of whoever once had this one; raises 404 if nobody had."""
    former = OldSlug.objects.filter(kind=kind, slug=slug).values("object_id")
    now = model._default_manager.filter(pk__in=former).values_list("slug", flat=True).first()
    if now is None:
        raise Http404
    return _moved(route, slug=now, form=form)


def _moved(route: str, **named: str) -> HttpResponse:
    return HttpResponsePermanentRedirect(reverse(f"syndication:{route}", kwargs=named))
