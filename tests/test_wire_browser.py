"""In a real browser: a story is taken from the inbox, edited, merged with a newer one, killed."""

from typing import Any

import httpx
import pytest

from articles.models import Article
from newsroom.wire.inbox import receive
from newsroom.wire.models import Delivery, Feed, RoutingRule, WireStory
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


def _take(page: Any) -> Article:
    """The editor takes the story from the inbox, and is told that it has no section yet."""
    page.get_by_role("button", name="Take “Ferry stops in high wind”").click()
    page.locator(".messagelist .success").wait_for()
    article = Article.objects.get()
    page.get_by_text("This story needs a section.").wait_for()
    assert not accessibility_faults(page)
    return article


def _edit_and_publish(page: Any) -> None:
    """A headline of the desk's own, a section, two words more in the text; then to readers."""
    page.get_by_role("textbox", name="Text", exact=True).wait_for()
    page.fill("#id_headline", "Boats wait for the tide")
    page.select_option("#id_section", label="World")
    page.locator(".tiptap p").nth(1).click()
    page.keyboard.press("End")
    page.get_by_role("button", name="insert link", disabled=True).wait_for()
    page.keyboard.press("Shift+Home")
    page.get_by_role("button", name="insert link", disabled=False).wait_for()
    page.keyboard.press("End")
    page.keyboard.type(" Nobody laughed.")
    keep_picture(page, "a story from the wire")
    page.click("button[value=publish]")
    page.frame_locator("iframe").get_by_text("Nobody laughed.").wait_for()
    page.click(".dialog-buttons button")
    page.locator(".messagelist .success").wait_for()
    assert page.get_by_text("This story needs a section.").count() == 0


def _merge(page: Any) -> None:
    """The newer version is compared, and given to readers as the correction that it is."""
    page.get_by_role("link", name="Compare and decide").click()
    page.get_by_role("heading", name="A newer version").wait_for()
    assert not accessibility_faults(page)
    keep_picture(page, "a newer version")
    assert page.input_value("#merge-kind") == "correction"
    assert page.input_value("#merge-note") == "Corrects the tide."
    page.fill("#merge-note", "It was the evening tide.")
    page.get_by_role("button", name="Accept and publish").click()
    page.locator(".messagelist .success").wait_for()
    assert page.get_by_role("link", name="Compare and decide").count() == 0


def test_a_story_is_taken_edited_merged_and_killed(
    page: Any, live_server: Any, desk_editor: Any
) -> None:
    factories.a_section("world")
    feed = Feed.objects.create(name="Coast wire", slug="coast", intake="inbox")
    receive(copy(1, FERRY, MASTER, COMPANY), feed=feed)
    _sign_in(page, live_server, desk_editor)
    assert not accessibility_faults(page)
    keep_picture(page, "the inbox")
    article = _take(page)
    form = page.url
    _edit_and_publish(page)
    live = factories.page_of(article)
    page.goto(f"{live_server.url}{live.path}")
    assert f"{MASTER} Nobody laughed." in page.locator("article").inner_text()

    # A newer version with a correction elsewhere arrives; readers keep what they have until then.
    theirs = COMPANY.replace("morning", "evening")
    [outcome] = receive(copy(2, FERRY, MASTER, theirs, note="Corrects the tide."), feed=feed)
    assert outcome.outcome == "proposed"
    page.goto(f"{live_server.url}/admin/")
    notice = page.get_by_text("The agency sent a correction of “Boats wait for the tide”")
    assert notice.count() == 1
    page.goto(form)
    _merge(page)
    page.goto(f"{live_server.url}/admin/")
    assert notice.count() == 0
    page.goto(f"{live_server.url}{live.path}")
    text = page.locator("article").inner_text()
    assert page.get_by_role("heading", name="Boats wait for the tide").count() == 1
    assert f"{MASTER} Nobody laughed." in text
    assert "evening tide" in text
    assert "It was the evening tide." in text

    # A kill arrives, and readers find it gone, the front page too.
    front = httpx.get(f"{live_server.url}/", trust_env=False)
    assert "Boats wait for the tide" in front.text
    [killed] = receive(copy(3, status="canceled", note="Kill: it is wrong."), feed=feed)
    assert killed.outcome == "killed"
    gone = page.goto(f"{live_server.url}{live.path}")
    assert gone is not None
    assert gone.status == 410
    assert "tide" not in gone.text()
    assert "Boats wait" not in httpx.get(f"{live_server.url}/", trust_env=False).text
    page.goto(f"{live_server.url}/admin/")
    assert page.get_by_text("(here “Boats wait for the tide”): Kill: it is wrong.").count() == 1
    page.goto(form)
    page.get_by_role("alert").get_by_text("Kill: it is wrong.").wait_for()
    assert page.get_by_role("button", name="Save and publish").count() == 0


# A page looks alike from whatever database it came.
LOOKS: dict[str, Any] = {"sqlite": (390, "light"), "postgresql": (1280, "dark")}


def test_the_wires_pages_fit_a_phone_a_dark_room_and_a_screen_reader(
    page: Any, live_server: Any, wire_operator: Any, database: str
) -> None:
    width, scheme = LOOKS[database]
    feed = Feed.objects.create(name="Coast wire", slug="coast", intake="inbox", transport="ftp")
    receive(copy(1, FERRY, MASTER, COMPANY), feed=feed)
    receive(copy(2, FERRY, MASTER, note="Corrects the tide."), feed=feed)
    receive(b"<nitf><broken", feed=feed, filename=f"{'coast-wire_20260930T120000Z_' * 4}.xml")
    rule = RoutingRule.objects.create(name="Coast first", feed=feed, priority=1)
    story, broken = WireStory.objects.get(), Delivery.objects.get(state="quarantined")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    _sign_in(page, live_server, wire_operator)
    for path in (
        "wirestory/inbox/",
        f"wirestory/{story.pk}/read/",
        "delivery/?state__exact=quarantined",
        f"delivery/{broken.pk}/change/",
        "feed/",
        f"feed/{feed.pk}/change/",
        f"routingrule/{rule.pk}/change/",
        f"routingrule/{rule.pk}/try/",
    ):
        page.goto(f"{live_server.url}/admin/wire/{path}")
        keep_picture(page, f"{path.replace('/', '-')} {scheme}")
        # The search field of Django's lists is named by a picture's words, which axe overlooks.
        faults = [fault for fault in accessibility_faults(page) if "searchbar" not in fault]
        assert not faults, path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
