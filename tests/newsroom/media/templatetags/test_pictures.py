"""``{% picture %}`` as a browser and a reader who cannot see meet it."""

import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from lxml import html

from newsroom.media.models import Image
from newsroom.media.srcset import best
from tests.newsroom.media import made

pytestmark = pytest.mark.django_db


def rendered(tag: str, **context) -> str:
    return Template("{% load pictures %}" + tag).render(Context(context)).strip()


@pytest.fixture
def use():
    image = made.prepared(made.jpeg((1600, 1000)), alt="The picture's own words.")
    return SimpleNamespace(image=image, alt='Cranes "idle" & <still>', crop="")


def test_the_best_format_comes_first_and_a_jpeg_is_there_for_everybody(use):
    tree = html.fromstring(
        rendered('{% picture use sizes="(min-width: 60em) 40em, 100vw" %}', use=use)
    )

    assert [source.get("type") for source in tree.iter("source")] == ["image/avif", "image/webp"]
    for element in [*tree.iter("source"), *tree.iter("img")]:
        assert element.get("sizes") == "(min-width: 60em) 40em, 100vw"
        assert re.fullmatch(
            r"(/media/[0-9a-f]{32}\.(avif|webp|jpg) \d+w(, |$))+", element.get("srcset")
        )
    [img] = tree.iter("img")
    assert img.get("src").endswith(".jpg")
    assert use.image.original not in html.tostring(tree).decode()


def test_the_browser_knows_the_room_it_takes_before_it_is_there(use):
    [img] = html.fromstring(rendered("{% picture use %}", use=use)).iter("img")

    assert (img.get("width"), img.get("height")) == ("1280", "800")
    assert img.get("alt") == 'Cranes "idle" & <still>'


def test_the_use_or_the_template_says_which_crop(use):
    wide = best(use.image.renditions, "wide", at_most=1280)
    use.crop = "square"

    [square] = html.fromstring(rendered("{% picture use %}", use=use)).iter("img")
    [asked] = html.fromstring(rendered('{% picture use crop="wide" %}', use=use)).iter("img")

    assert square.get("width") == square.get("height")
    assert wide is not None
    assert asked.get("src") == f"/media/{wide['name']}"


def test_pictures_wait_until_they_are_near_except_the_one_at_the_top(use):
    [below] = html.fromstring(rendered("{% picture use %}", use=use)).iter("img")
    [top] = html.fromstring(rendered("{% picture use lazy=False %}", use=use)).iter("img")

    assert (below.get("loading"), below.get("fetchpriority")) == ("lazy", None)
    assert (top.get("loading"), top.get("fetchpriority")) == (None, "high")


def test_a_picture_without_words_is_silent_and_not_read_out_by_its_name(use):
    use.alt = ""

    assert ' alt=""' in rendered("{% picture use %}", use=use)


@pytest.mark.parametrize("state", [Image.State.KILLED, Image.State.RECEIVED, Image.State.FAILED])
def test_what_may_not_be_shown_leaves_no_trace(use, state):
    use.image.state = state

    assert rendered("{% picture use %}", use=use) == ""


@pytest.mark.parametrize("nothing", [None, "", SimpleNamespace(image=None, alt="")])
def test_without_a_picture_there_is_nothing(nothing):
    assert rendered("{% picture use %}", use=nothing) == ""


def test_a_picture_without_renditions_renders_nothing(use):
    use.image.renditions = []

    assert rendered("{% picture use %}", use=use) == ""


def test_it_asks_no_database(use, count_queries):
    with count_queries() as queries:
        rendered("{% picture use %}", use=use)

    assert len(queries) == 0, queries


def test_the_desk_sees_a_bare_picture_at_private_addresses(use):
    tree = html.fromstring(
        rendered('{% private_picture image "/admin/pictures/7/" %}', image=use.image)
    )

    [img] = tree.iter("img")
    assert img.get("src").startswith("/admin/pictures/7/")
    assert img.get("alt") == "The picture's own words."
    assert "/media/" not in html.tostring(tree).decode()
