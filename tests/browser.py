"""A real browser for the tests that need one: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

INSTALL = "The browser tests need Chromium: apt-get install chromium"
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


def chromium() -> str | None:
    """The path of the installed Chromium, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """A browser for the tests of one module; skips where none is installed."""
    path = chromium()
    if path is None:
        pytest.skip(INSTALL)
    from playwright.sync_api import sync_playwright

    # Playwright runs an event loop in this thread, by which Django thinks that the code is async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield launched
        launched.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser: "Browser") -> "Iterator[Page]":
    """An empty tab; a script's error or a refusal by the content policy fails the test."""
    context = browser.new_context(locale="en-GB", timezone_id="Asia/Karachi")
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda message: _note(message, complaints))
    yield tab
    context.close()
    assert not complaints, complaints


def _note(message: Any, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(message.text)


def keep_picture(page: "Page", name: str) -> None:
    """A picture of the whole page is made; it is kept for people where the run says where."""
    picture = page.screenshot(full_page=True)
    assert picture.startswith(b"\x89PNG")
    if folder := os.environ.get("NEWSROOM_TEST_PICTURES"):
        (Path(folder) / f"{name.replace(' ', '-')}.png").write_bytes(picture)


def accessibility_faults(page: "Page") -> list[str]:
    """What axe finds wrong on the page: one line a rule, with the first element that breaks it."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {rule['help']} ({rule['nodes'][0]['html']})" for rule in found]
