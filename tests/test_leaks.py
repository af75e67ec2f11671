"""The leak net: no byte of a story that readers may not see, on any public route that exists.

The routes are those that the URL resolver knows. One that ``ASKED`` does not list fails the
test: whoever adds a public route says here how it might give a story away.
"""

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, include, path

from articles.models import Article
from editorials.models import Editorial
from newsroom.publishing.models import Page
from newsroom.wire.inbox import receive
from tests.factories import a_section, an_article, published
from tests.hidden import (
    BEHIND_LIVE,
    BY_VERBS,
    CANARY,
    DESKS,
    NOT_WORDS,
    STATES,
    Hidden,
    canary_fields,
    hidden_story,
)
from tests.routes_asked import ASKED

pytestmark = pytest.mark.django_db

# Behind a sign-in: the permission net asks these.
STAFF_ROUTES = re.compile(r"^admin/")


def public_routes(urlconf: Any = None) -> Iterator[str]:
    """Every public route of the resolver, as its name and its pattern from the root."""
    yield from _routes(get_resolver(urlconf).url_patterns, "", "")


def _routes(patterns: list[Any], prefix: str, names: str) -> Iterator[str]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if STAFF_ROUTES.match(route):
            continue
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _routes(pattern.url_patterns, route, names + space)
        elif isinstance(pattern, URLPattern):
            yield f"{names}{pattern.name or 'nameless'} {route}"


def unlisted_routes(urlconf: Any = None) -> list[str]:
    return [route for route in public_routes(urlconf) if route not in ASKED]


def leaks(hidden: Hidden, client: Client, routes: Any = None) -> list[str]:
    """Each address at which a canary is heard, and each file of a picture that is given out."""
    found = []
    for addresses in (routes or ASKED).values():
        for address in addresses(hidden):
            response = client.get(address)
            if CANARY in heard(response):
                found.append(f"{response.status_code} {address}")
    files = [f"/media/{name}" for name in hidden.files]
    return found + [f"200 {file}" for file in files if client.get(file).status_code == 200]


def heard(response: HttpResponse) -> str:
    """All that a reader receives, headers included."""
    body = b"".join(response) if response.streaming else response.content
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return (body.decode("utf-8", "replace") + headers).lower()


def test_every_public_route_is_asked():
    assert unlisted_routes() == []


def test_no_route_is_asked_that_does_not_exist():
    assert set(ASKED) - set(public_routes()) == set()


@pytest.mark.parametrize("model", [Article, Editorial])
def test_every_field_that_can_hold_words_has_a_canary(model):
    names = {each.name for each in canary_fields(model)}

    assert {"headline", "slug", "kicker", "standfirst", "teaser", "body", "credit"} <= names
    assert not names & (NOT_WORDS | BY_VERBS)


@pytest.mark.parametrize("state", [*STATES, *BEHIND_LIVE])
@pytest.mark.parametrize("desk", DESKS)
def test_a_story_that_readers_may_not_see_is_nowhere(
    client, desk, state, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        hidden = hidden_story(desk, state)

    assert leaks(hidden, client) == []


def test_wire_copy_that_nobody_has_read_is_nowhere(client):
    words = "CANARYVILLE, Aug 11: The canaryfirst word.\n\nThe canarysecond word.—Canarypress\n"
    [outcome] = receive(words.encode(), feed="desk", filename="canaryfile.txt")
    article = Article.objects.get(pk=outcome.article)

    assert leaks(Hidden(article), client) == []


def test_the_net_hears_what_is_public(client):
    """Were it deaf, it would find nothing anywhere."""
    hidden = hidden_story("article", "draft")
    published(hidden.story)

    found = leaks(hidden, client)

    assert f"200 {hidden.story.page.path}" in found
    assert any("/media/" in each for each in found)


@pytest.mark.parametrize("state", ["draft", "scheduled", "embargoed", "held", "spiked"])
def test_a_hidden_address_answers_as_one_that_never_was(client, state):
    hidden = hidden_story("article", state)
    never = "/world/2012/aug/11/there-was-never-such-a-story/"

    unknown = client.get(never)
    assert unknown.status_code == 404
    for address in hidden.addresses:
        response = client.get(address)
        assert (response.status_code, without_nonce(response)) == (404, without_nonce(unknown))


@pytest.mark.parametrize("state", ["withdrawn", "killed", "restored after a kill"])
def test_what_was_public_and_is_gone_answers_410(client, state):
    hidden = hidden_story("article", state)

    assert client.get(hidden.story.page.path).status_code == 410


def test_a_former_address_of_a_gone_story_is_gone_too(client):
    hidden = hidden_story("article", "moved, then withdrawn")

    moved = Page.objects.filter(state=Page.State.MOVED, story_uid=hidden.story.uid)
    assert {client.get(page.path).status_code for page in moved} == {410}


def without_nonce(response: HttpResponse) -> tuple[bytes, dict[str, str]]:
    """Body and headers, with what differs from one response to the next left out."""
    headers = {name: re.sub(r"nonce-[^']+", "", value) for name, value in response.headers.items()}
    return response.content, headers


# --- Planted faults: the net must catch them. ---


def leaky_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("".join(Article.objects.values_list("headline", flat=True)))


def leaky_header(request: HttpRequest) -> HttpResponse:
    response = HttpResponse("Nothing to see.")
    response.headers["X-Next"] = Article.objects.latest("pk").headline
    return response


class PlantedUrls(ModuleType):
    urlpatterns = [
        path("leak/", leaky_view),
        path("leak/header/", leaky_header),
        path("", include("newsroom.urls")),
    ]


@pytest.mark.parametrize("fault", ["leak/", "leak/header/"])
def test_a_view_that_leaks_is_caught(client, settings, fault):
    settings.ROOT_URLCONF = PlantedUrls("planted")
    hidden = hidden_story("article", "draft")

    assert leaks(hidden, client, {fault: lambda _: [f"/{fault}"]}) == [f"200 /{fault}"]


def test_a_public_route_that_nobody_listed_is_caught():
    assert unlisted_routes(PlantedUrls("planted")) == [
        "nameless leak/",
        "nameless leak/header/",
    ]


def test_a_picture_that_lies_in_public_too_early_is_caught(client):
    from newsroom.media import public

    hidden = hidden_story("article", "draft")
    public.show([image.pk for image in hidden.images])

    assert any("/media/" in each for each in leaks(hidden, client))


def test_a_picture_shown_by_two_pages_stays_until_the_last_is_gone(
    client, django_capture_on_commit_callbacks
):
    from newsroom.publishing import workflow
    from tests.factories import an_image

    image = an_image()
    world = a_section("world")
    first, second = (published(an_article(section=world, lead_image=image)) for _ in range(2))
    address = f"/media/{image.renditions[0]['name']}"
    assert client.get(address).status_code == 200
    for story, answer in ((first, 200), (second, 404)):
        with django_capture_on_commit_callbacks(execute=True):
            workflow.withdraw(story, by=None, reason="Wrong boat.")
        assert client.get(address).status_code == answer
