"""In a real browser: a story is taken from the inbox, edited, merged with a newer one, killed."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.utils import timezone

from articles.models import Article
from newsroom.publishing import workflow
from newsroom.wire.inbox import receive
from newsroom.wire.models import Feed
from tests import factories
from tests.browser import accessibility_faults, keep_picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FERRY = "The ferry between the two islands stopped at noon, when the wind turned."
MASTER = "“We have waited longer than this,” said the harbour master, Zoë Brontë."
COMPANY = "The company said that boats would leave again with the morning tide."


def copy(version: int, *texts: str, status: str = "usable", note: str = "") -> bytes:
    """The agency's story as NITF."""
    body = "".join(f"<p>{text}</p>" for text in texts)
    return (
        f'<nitf><head><docdata management-status="{status}"><doc-id id-string="coast-7"/>'
        f'<du-key key="coast-7" version="{version}"/><ed-msg info="{note}"/>'
        f'<date.issue norm="20260930T12000{version}Z"/></docdata></head><body><body.head><hedline>'
        f"<hl1>Ferry stops in high wind</hl1></hedline></body.head><body.content>{body}"
        "</body.content></body></nitf>"
    ).encode()


def _sign_in(page: Any, live_server: Any, user: Any) -> None:
    page.goto(f"{live_server.url}/admin/login/?next=/admin/wire/wirestory/inbox/")
    page.fill("#id_username", user.username)
    page.fill("#id_password", factories.PASSWORD)
    page.click("[type=submit]")
    page.get_by_role("heading", name="Inbox").wait_for()


def test_a_story_is_taken_edited_merged_and_killed(
    page: Any, live_server: Any, desk_editor: Any
) -> None:
    section = factories.a_section("world")
    feed = Feed.objects.create(name="Coast wire", slug="coast", intake="inbox", section=section)
    receive(copy(1, FERRY, MASTER, COMPANY), feed=feed)
    _sign_in(page, live_server, desk_editor)
    assert not accessibility_faults(page)
    keep_picture(page, "the inbox")

    # Taken, and one paragraph of it edited.
    page.get_by_role("button", name="Take “Ferry stops in high wind”").click()
    page.locator(".messagelist .success").wait_for()
    article = Article.objects.get()
    article.body = article.body.replace("longer", "far longer")
    article.save()
    workflow.publish(article, by=desk_editor, at=timezone.now() - timedelta(hours=2))

    # A newer version with a correction elsewhere arrives, and is merged and published.
    theirs = COMPANY.replace("morning", "evening")
    [outcome] = receive(copy(2, FERRY, MASTER, theirs, note="Corrects the tide."), feed=feed)
    assert outcome.outcome == "proposed"
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.get_by_role("link", name="Compare and decide").click()
    page.get_by_role("heading", name="A newer version").wait_for()
    assert not accessibility_faults(page)
    keep_picture(page, "a newer version")
    page.fill("#merge-note", "It was the evening tide.")
    page.get_by_role("button", name="Accept and publish").click()
    page.locator(".messagelist .success").wait_for()
    live = factories.page_of(article)
    page.goto(f"{live_server.url}{live.path}")
    text = page.locator("article").inner_text()
    assert "far longer" in text
    assert "evening tide" in text
    assert "It was the evening tide." in text

    # A kill arrives, and readers find it gone.
    [killed] = receive(copy(3, status="canceled", note="Kill: it is wrong."), feed=feed)
    assert killed.outcome == "killed"
    answer = httpx.get(f"{live_server.url}{live.path}", trust_env=False)
    assert answer.status_code == 410
    assert "Ferry" not in answer.text
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    assert "Kill: it is wrong." in page.content()
