"""In a real browser: a story is written, published and read; lost text comes back."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.publishing.models import Page
from tests import factories
from tests.browser import accessibility_faults, keep_picture

pytestmark = pytest.mark.django_db(transaction=True)


def _sign_in(page: Any, live_server: Any, user: Any, path: str) -> None:
    page.goto(f"{live_server.url}/admin/login/?next={path}")
    page.fill("#id_username", user.username)
    page.fill("#id_password", factories.PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url(f"**{path}")
    page.wait_for_load_state("load")


def _write(page: Any, text: str) -> None:
    page.locator(".tiptap").click()
    page.keyboard.type(text)


def test_a_story_is_written_published_and_read(
    page: Any, live_server: Any, desk_editor: Any
) -> None:
    factories.a_section("world")
    _sign_in(page, live_server, desk_editor, "/admin/articles/article/add/")
    page.fill("#id_headline", "Boats wait for the evening tide")
    assert page.input_value("#id_slug") == "boats-wait-for-the-evening-tide"
    page.get_by_role("textbox", name="Text", exact=True).wait_for()
    _write(page, "The boats wait.")
    page.select_option("#id_section", label="World")
    keep_picture(page, "the story form")
    page.click("button[value=publish]")
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Boats wait for the evening tide").wait_for()
    assert not accessibility_faults(page)
    keep_picture(page, "the publish dialog")
    page.click(".dialog-buttons button")
    page.locator(".messagelist .success").wait_for()
    live = Page.objects.live().get()
    page.goto(f"{live_server.url}{live.path}")
    assert page.locator("article .story__body p").inner_text() == "The boats wait."


def test_a_story_is_scheduled_three_seconds_ahead_through_the_form(
    page: Any, live_server: Any, desk_editor: Any
) -> None:
    story = factories.an_article()
    _sign_in(page, live_server, desk_editor, f"/admin/articles/article/{story.pk}/schedule/")
    at = timezone.localtime(timezone.now() + timedelta(seconds=3)).replace(microsecond=0)
    page.fill("#id_at_0", at.strftime("%Y-%m-%dT%H:%M:%S"))
    page.click(".dialog-buttons button")
    page.locator(".messagelist .success").wait_for()
    assert workflow.press_due(at - timedelta(seconds=1)) == 0
    assert workflow.press_due(at) == 1
    page.goto(f"{live_server.url}{factories.page_of(story).path}")
    assert page.get_by_role("heading", name=story.headline).count() == 1


def test_text_typed_when_the_session_had_expired_comes_back_after_signing_in(
    page: Any, live_server: Any, desk_editor: Any
) -> None:
    story = factories.an_article()
    address = f"/admin/articles/article/{story.pk}/change/"
    _sign_in(page, live_server, desk_editor, address)
    page.get_by_role("textbox", name="Text", exact=True).wait_for()
    page.context.clear_cookies(name="sessionid")
    page.fill("#id_standfirst", "Words that nobody else has.")
    page.locator(".tiptap").click()
    page.keyboard.press("Control+Home")
    page.keyboard.type("First of all. ")
    page.click("input[name=_continue]")
    page.fill("#id_username", desk_editor.username)
    page.fill("#id_password", factories.PASSWORD)
    page.click("[type=submit]")
    page.goto(f"{live_server.url}{address}")
    page.click("#unsaved [data-do=restore]")
    assert page.input_value("#id_standfirst") == "Words that nobody else has."
    page.click("input[name=_continue]")
    page.locator(".messagelist .success").wait_for()
    stored = Article.objects.get(pk=story.pk)
    assert stored.standfirst == "Words that nobody else has."
    assert "First of all. " in stored.body
    assert page.locator("#unsaved").is_hidden()


def test_form_and_list_are_fit_for_a_screen_reader(
    page: Any, live_server: Any, desk_editor: Any
) -> None:
    story = factories.published(
        factories.an_article(bylines=["Amna Riaz"], lead_image=factories.an_image())
    )
    _sign_in(page, live_server, desk_editor, f"/admin/articles/article/{story.pk}/change/")
    page.get_by_role("textbox", name="Text", exact=True).wait_for()
    assert not accessibility_faults(page)
    page.goto(f"{live_server.url}/admin/articles/article/")
    assert not accessibility_faults(page)


def test_the_text_runs_as_its_language_does(page: Any, live_server: Any, desk_editor: Any) -> None:
    story = factories.an_article(language="ur")
    _sign_in(page, live_server, desk_editor, f"/admin/articles/article/{story.pk}/change/")
    page.get_by_role("textbox", name="Text", exact=True).wait_for()
    assert page.locator(".tiptap").get_attribute("dir") == "rtl"
    page.fill("#id_language", "en")
    page.locator("#id_language").blur()
    assert page.locator(".tiptap").get_attribute("dir") == "ltr"
