"""In a real browser: a feed's form asks for what its way in needs, and is tried on the spot."""

from contextlib import closing
from typing import Any

import pytest

from newsroom.wire.models import Feed
from newsroom.wire.secrets import decrypt
from tests import factories
from tests.browser import accessibility_faults, keep_picture
from tests.newsroom.fetch.web import HERE, Server, reply

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = "the tide turns at four"
ASKED = ["address", "pattern", "username", "new_secret", "every_seconds", "deadline_seconds"]


@pytest.fixture
def form(page: Any, live_server: Any, wire_operator: Any) -> Any:
    """The form of a new feed, open."""
    page.goto(f"{live_server.url}/admin/login/?next=/admin/wire/feed/add/")
    page.fill("#id_username", wire_operator.username)
    page.fill("#id_password", factories.PASSWORD)
    page.click("[type=submit]")
    page.get_by_role("heading", name="Add feed").wait_for()
    return page


def _shown(page: Any) -> list[str]:
    return [name for name in ASKED if page.locator(f"#id_{name}").is_visible()]


def _create(page: Any, address: str) -> None:
    page.fill("#id_name", "Coast wire")
    page.select_option("#id_transport", "http")
    page.fill("#id_address", address)
    page.fill("#id_username", "reader")
    page.fill("#id_new_secret", SECRET)
    page.click("[name=_continue]")


def test_only_what_the_way_in_asks_for_is_shown(form: Any) -> None:
    assert _shown(form) == []
    visits = ["every_seconds", "deadline_seconds"]
    expected = {
        "folder": ["address", "pattern", *visits],
        "http": ["address", "username", "new_secret", *visits],
        "ftp": ASKED,
        "ftps": ASKED,
        "sftp": ASKED,
        "imap": ["address", "username", "new_secret", *visits],
        "push": [],
    }
    for transport, fields in expected.items():
        form.select_option("#id_transport", transport)
        assert _shown(form) == fields, transport
        assert not accessibility_faults(form)
    form.select_option("#id_transport", "sftp")
    assert form.locator("#id_address").get_attribute("placeholder") == "sftp://agency.example/out"


def test_what_is_wrong_is_shown_whatever_way_in_is_chosen(form: Any) -> None:
    _create(form, "https://agency.example/feed.xml")
    form.get_by_role("heading", name="Change feed").wait_for()
    form.select_option("#id_transport", "push")
    form.click("[name=_continue]")
    form.get_by_text("The address leads to another server than before").wait_for()
    assert _shown(form) == ["new_secret"]


def test_a_password_goes_in_is_used_and_never_comes_back(form: Any, settings: Any) -> None:
    settings.NEWSROOM_ALLOWED_NETWORKS = HERE
    with closing(Server(reply(b"<rss/>", content_type="application/rss+xml"))) as server:
        _create(form, server.url("/feed.xml"))
        form.get_by_text("stored; nobody can read it back").wait_for()
        assert form.input_value("#id_new_secret") == ""
        assert "tide" not in form.content()
        assert not accessibility_faults(form)
        keep_picture(form, "a feed")

        form.get_by_role("button", name="Test the connection").click()
        form.get_by_text("The connection works. The server sent 6 bytes").wait_for()
        assert "tide" not in form.content()
    feed = Feed.objects.get()
    assert decrypt(feed.secret) == SECRET
    assert not feed.deliveries.exists()
