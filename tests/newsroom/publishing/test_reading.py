"""What readers' pages ask of the table of pages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import FieldFetchBlocked
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from newsroom.media.models import Image
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Page
from newsroom.publishing.reading import (
    Before,
    latest,
    latest_of_each,
    page_at,
    pictures_of_each,
)
from tests.factories import (
    a_section,
    an_article,
    an_editorial,
    an_image,
    page_of,
    published,
    with_picture,
)

_RENDITIONS = [
    {"name": "0f.jpg", "format": "jpeg", "crop": "full", "width": 64, "height": 36, "size": 900}
]


@given(
    at=st.datetimes(datetime(1665, 11, 7), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    pk=st.integers(1, 2**59),
)
def test_a_key_gives_back_the_place_it_was_made_from(at: datetime, pk: int):
    assert Before.read(Before(at, pk).key) == Before(at, pk)


@given(key=st.from_regex(r"\A-?[0-9a-f]{1,14}-[0-9a-f]{1,15}\Z"))
def test_a_key_that_somebody_made_up_is_a_place_or_none(key: str):
    place = Before.read(key)
    assert place is None or 1000 <= place.first_published_at.year < 5000


@pytest.mark.django_db
def test_a_list_goes_on_into_the_time_before_computers_count(client):
    for day in range(1, 22):
        at = datetime(1948, 8, day, 9, 0, tzinfo=UTC)
        published(an_article(headline=f"Day {day}"), at=at)

    [older] = re.findall(rb'rel="next" href="([^"]+)"', client.get("/archive/").content)
    answer = client.get(f"/archive/{older.decode()}")

    assert answer.status_code == 200
    assert b"Day 1<" in answer.content


@pytest.mark.django_db
def test_a_page_and_the_menu_are_one_query(count_queries):
    sport = a_section("sport", position=2)
    a_section("cricket", parent=sport, position=1)
    a_section("world", position=1)
    path = page_of(published(an_article(section=sport))).path

    with count_queries() as queries:
        page, menu = page_at("/story.php?id=1", path)
        assert page.headline
        assert [section.name for section in menu.tops] == ["World", "Sport"]
        assert [each.path for each in menu.under(menu.tops[1])] == ["/sport/cricket/"]
    assert len(queries) == 1


@pytest.mark.django_db
def test_the_menu_is_the_same_read_with_a_page_or_alone():
    world = a_section("world", name="World | “news”, & more", position=3)
    a_section("asia", parent=world, name="آسیا")
    path = page_of(published(an_article())).path

    _page, menu = page_at(path)

    assert menu.sections == Menu.read().sections
    assert menu.at("/world/asia/").name == "آسیا"
    assert menu.at("/asia/") is None


@pytest.mark.django_db
def test_a_paper_without_sections_has_an_empty_menu():
    path = page_of(published(an_editorial())).path

    _page, menu = page_at(path)

    assert menu.tops == []


@pytest.mark.django_db
def test_cards_refuse_to_fetch_what_only_the_full_page_shows():
    published(an_article())

    (card,) = latest(Page.objects.all(), 5)

    with pytest.raises(FieldFetchBlocked):
        _ = card.body


@pytest.mark.django_db
def test_several_lists_are_one_query_and_each_has_its_share(count_queries):
    now = timezone.now()
    for hours in range(4):
        for slug in ("world", "sport"):
            published(an_article(section=a_section(slug)), at=now - timedelta(hours=hours))
    sections = [a_section("world"), a_section("sport"), a_section("empty")]

    with count_queries() as queries:
        pages = latest_of_each((Page.objects.in_section(each) for each in sections), 3)
    assert len(queries) == 1
    assert [page.section_id for page in pages].count(sections[0].pk) == 3
    assert len(pages) == 6
    assert pages == sorted(pages, key=lambda page: page.first_published_at, reverse=True)


@pytest.mark.django_db
def test_the_pictures_of_many_pages_are_a_query_for_every_fifty(count_queries):
    images = [an_image()]
    lead = published(an_article(lead_image=images[0]))
    both = [{**_RENDITIONS[0], "format": "avif"}, *_RENDITIONS]
    Image.objects.filter(pk=images[0].pk).update(renditions=both)
    with_two = an_article()
    images += [with_picture(with_two, an_image(), order=order).image for order in (2, 1)]
    published(with_two)
    pages = [page_of(lead).pk, page_of(with_two).pk, *range(10_000, 10_049)]

    with count_queries() as queries:
        found = pictures_of_each(pages)

    assert len(queries) == 2, queries
    assert list(found) == pages
    uids = [[picture.uid for picture in found[pk]] for pk in pages[:3]]
    assert uids == [[images[0].uid], [images[2].uid, images[1].uid], []]
    assert found[pages[0]][0].jpegs == _RENDITIONS
    assert pictures_of_each([]) == {}


@pytest.mark.django_db
def test_of_many_pages_too_no_picture_is_given_that_may_not_be_shown():
    image = an_image()
    page = page_of(published(an_article(lead_image=image)))
    assert pictures_of_each([page.pk])[page.pk]

    Image.objects.update(rights_expire_at=timezone.now())

    assert pictures_of_each([page.pk]) == {page.pk: []}
