"""How each public route is asked about a story that no reader may see.

Keys are a route's name and its pattern, as the URL resolver knows them; each value gives the
addresses that might give the story away. Add a line with every public route.
"""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from tests.hidden import Hidden


def _story_addresses(hidden: Hidden) -> list[str]:
    return hidden.addresses


def _authors(hidden: Hidden) -> list[str]:
    people = [line.contributor for line in hidden.story.bylines.all() if line.contributor]
    slugs = [*(person.slug for person in people), "nobody"]
    return [f"/authors/{slug}/{query}" for slug in slugs for query in ("", "?before=1-1")]


def _topics(hidden: Hidden) -> list[str]:
    slugs = [*(topic.slug for topic in hidden.story.topics.all()), "nothing"]
    return [f"/topics/{slug}/{query}" for slug in slugs for query in ("", "?before=1-1")]


def _days(hidden: Hidden) -> list[str]:
    """Yesterday to tomorrow, on one of which the story would stand."""
    now = timezone.localtime()
    return [f"/archive/{now + timedelta(days=n):%Y/%m/%d}/" for n in (-1, 0, 1)]


def _feeds(hidden: Hidden) -> list[str]:
    people = [line.contributor.slug for line in hidden.story.bylines.all() if line.contributor]
    topics = [topic.slug for topic in hidden.story.topics.all()]
    named = ["latest", "opinion", "world", "canary"]
    named += [f"authors/{slug}" for slug in people] + [f"topics/{slug}" for slug in topics]
    return [f"/feeds/{name}" for name in named]


def _feeds_in(form: str) -> Callable[[Hidden], list[str]]:
    return lambda hidden: [
        f"{feed}.{form}{query}" for feed in _feeds(hidden) for query in ("", "?before=1-1")
    ]


_PART = r"sitemap-(?P<year>[12][0-9]{3})-(?P<month>0[1-9]|1[0-2])-(?P<part>[1-4])\.xml$"
_DATED = r"\d{4}/[a-z]{3}/\d{2}/[^/]+/$"

ASKED: dict[str, Callable[[Hidden], list[str]]] = {
    "articles:front_page ": lambda _: ["/", "/?canary=1"],
    # What is typed is repeated, so that nothing of the story may be typed here.
    "articles:archive archive/": lambda _: [
        "/archive/",
        "/archive/?section=world",
        "/archive/?genre=news&section=world",
        "/archive/?genre=editorial",
        "/archive/?from=2000-01-01",
        "/archive/?words=once",
        "/archive/?author=nobody&from=x",
    ],
    "articles:day ^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$": _days,
    "articles:author authors/<str:slug>/": _authors,
    "articles:topic topics/<str:slug>/": _topics,
    "articles:corrections corrections/": lambda _: ["/corrections/"],
    # By words of the story that are no canaries, for what was typed is shown again.
    "search:search search/": lambda _: [
        "/search/",
        "/search/?q=once",
        "/search/?q=twice&order=newest",
        "/search/?section=world",
        "/search/?genre=editorial&order=newest",
        "/search/?from=2000-01-01&q=once+or+twice",
    ],
    "articles:section <str:section>/": lambda _: ["/world/", "/world/?before=canary"],
    "articles:subsection <str:section>/<str:subsection>/": lambda _: ["/world/canary/"],
    rf"articles:article ^[^/]+/{_DATED}": _story_addresses,
    "editorials:opinion opinion/": lambda _: ["/opinion/"],
    "editorials:genre opinion/<str:genre>/": lambda _: [
        f"/opinion/{genre}/" for genre in ("editorial", "columns", "letters", "cartoons", "canary")
    ],
    rf"editorials:piece opinion/^(?:editorial|columns|letters|cartoons)/{_DATED}": _story_addresses,
    "media:file media/<path:name>": lambda hidden: [f"/media/{name}" for name in hidden.files],
    "delivery:live health/live": lambda _: ["/health/live"],
    "delivery:serving health/serving": lambda _: ["/health/serving"],
    "delivery:ready health/ready": lambda _: ["/health/ready"],
    "delivery:metrics metrics": lambda _: ["/metrics"],
    # An agency's way in: it gives nothing out, and a reader's browser only asks.
    "wire:push wire/push/<slug:feed>/": lambda _: ["/wire/push/canary/"],
    "syndication:latest_feed feeds/latest.<form:form>": _feeds_in("rss"),
    "syndication:opinion_feed feeds/opinion.<form:form>": _feeds_in("atom"),
    "syndication:section_feed feeds/<str:section>.<form:form>": _feeds_in("json"),
    "syndication:author_feed feeds/authors/<str:slug>.rss": _feeds_in("rss"),
    "syndication:author_feed feeds/authors/<str:slug>.<form:form>": _feeds_in("atom"),
    "syndication:topic_feed feeds/topics/<str:slug>.rss": _feeds_in("rss"),
    "syndication:topic_feed feeds/topics/<str:slug>.<form:form>": _feeds_in("json"),
    "syndication:sitemap_index sitemap.xml": lambda _: ["/sitemap.xml"],
    "syndication:news_sitemap sitemap-news.xml": lambda _: ["/sitemap-news.xml"],
    "syndication:sections_sitemap sitemap-sections.xml": lambda _: ["/sitemap-sections.xml"],
    rf"syndication:month_sitemap ^{_PART}": lambda _: [
        f"/sitemap-{day:%Y-%m}-{part}.xml"
        for day in (timezone.localtime(), timezone.localtime() + timedelta(days=1))
        for part in "1234"
    ],
    "syndication:robots robots.txt": lambda _: ["/robots.txt"],
    "syndication:security .well-known/security.txt": lambda _: ["/.well-known/security.txt"],
    "any_address ": lambda hidden: [
        *hidden.addresses,
        "/canarylegacy.html",
        "/story.php?id=canary7",
    ],
}
