"""The harness itself: two real databases, each with rows of its own, seen alike by all threads."""

from threading import Thread

import pytest
from django.db import connection, connections
from django.test import Client

from newsroom.publishing.models import Section
from tests.factories import a_section, an_article, an_image, page_of, published


@pytest.mark.django_db
def test_the_vendor_named_is_the_vendor_used(database):
    assert connection.vendor == database
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if database == "sqlite" else "SHOW server_version")
        assert int(cursor.fetchone()[0].partition(".")[0]) >= (3 if database == "sqlite" else 15)


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["first", "second"])
def test_rows_are_rolled_back_after_each_test(time):
    assert not Section.objects.exists()
    a_section("world")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_committed_rows_are_flushed_after_each_test(time):
    assert not Section.objects.exists()
    a_section("world")


@pytest.mark.django_db(transaction=True)
def test_other_threads_see_what_is_committed(database):
    a_section("world")
    seen = []

    def look():
        seen.append((connection.vendor, Section.objects.count()))
        Section.objects.create(name="City", slug="city")
        connections.close_all()

    thread = Thread(target=look)
    thread.start()
    thread.join()

    assert seen == [(database, 1)]
    assert Section.objects.count() == 2


def test_a_test_without_a_database_is_refused_one():
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Section.objects.count()


@pytest.mark.django_db
def test_an_event_loop_in_the_thread_changes_no_connection(browser, database):
    """Playwright leaves one running, by which Django would think that the code is another task."""
    a_section("world")
    assert connection.vendor == database
    browser.new_context().close()
    assert connection.vendor == database
    assert Section.objects.count() == 1


def test_a_live_server_reads_the_same_database(live_server, superuser, page):
    page.goto(f"{live_server}/admin/")
    page.fill("[name=username]", superuser.username)
    page.fill("[name=password]", "a long tide of words")
    page.click("[type=submit]")
    page.wait_for_selector("#user-tools", timeout=8000)
    assert "sven aas" in page.inner_text("#user-tools").lower()


def test_real_processes_share_the_scratch_database(scratch_database, manage):
    a_section("world")
    done = manage(
        "shell", "--no-imports", "-c",
        "from newsroom.publishing.models import Section\n"
        "print(Section.objects.get().slug)\n"
        "Section.objects.create(name='City', slug='city')",
        check=True,
    )  # fmt: skip

    assert done.stdout.strip() == "world"
    assert Section.objects.filter(slug="city").exists()


def test_a_blank_database_can_be_migrated(blank_database, manage):
    assert connection.introspection.table_names() == []
    manage("migrate", "--verbosity=0", check=True)
    assert "publishing_page" in connection.introspection.table_names()


@pytest.mark.django_db
def test_the_factories_make_stories_that_can_be_published(own_folders, superuser):
    story = published(an_article(lead_image=an_image()), by=superuser)

    assert page_of(story).path.startswith("/world/")
    assert len(list((own_folders / "media").iterdir())) == 2


@pytest.mark.django_db
def test_a_user_of_the_cast_can_sign_in(reporter):
    assert Client().login(username="rukhsana", password="a long tide of words")
