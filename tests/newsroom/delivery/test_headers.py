"""What every answer carries, whatever made it."""

import pytest
from django.test import Client
from django.urls import path as route

from newsroom.delivery.headers import for_readers
from newsroom.publishing import workflow
from newsroom.urls import handler400, handler404, handler500, urlpatterns
from tests.factories import an_article, page_of, published


def boom(request):
    raise RuntimeError("A secret of the machine")


urlpatterns = [route("boom/", for_readers(boom)), *urlpatterns]
__all__ = ["handler400", "handler404", "handler500"]

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}


@pytest.fixture
def answers(db: None, settings) -> dict[int, object]:
    """One answer of each kind, by its status."""
    settings.ROOT_URLCONF = __name__
    story = published(an_article(slug="first"))
    old = page_of(story).path
    story.slug = "second"
    story.save()
    published(story, kind="minor")
    dead = published(an_article())
    workflow.kill(dead, by=None, reason="It was wrong.")
    client = Client(raise_request_exception=False)
    found = [
        client.get(page_of(story).path),
        client.get(old),
        client.get("/nowhere/"),
        client.get(page_of(dead).path),
        client.post("/"),
        client.get("/", headers={"host": "evil.example"}),
        client.get("/boom/"),
    ]
    return {response.status_code: response for response in found}


def test_every_answer_is_safe(answers):
    assert sorted(answers) == [200, 301, 400, 404, 405, 410, 500]
    for status, response in answers.items():
        for name, value in EVERYWHERE.items():
            assert response.headers.get(name) == value, (status, name)
        assert "camera=()" in response.headers["Permissions-Policy"]
        policy = response.headers["Content-Security-Policy"]
        for part in ("base-uri 'none'", "form-action", "frame-ancestors"):
            assert part in policy, (status, part)
        assert "unsafe" not in policy


def test_readers_pages_run_no_script_and_set_no_cookie(answers):
    for status in (200, 301, 404, 410):
        response = answers[status]
        assert "script-src 'none'" in response.headers["Content-Security-Policy"]
        assert not response.cookies
        assert not response.has_header("Vary")


@pytest.mark.parametrize("path", ["/", "/search/?q=ferry", "/nowhere/"])
@pytest.mark.parametrize("cookie", ["csrftoken=torn", "sessionid=unknown"])
def test_a_readers_page_says_nothing_of_cookies_that_django_does_not_know(db: None, path, cookie):
    client = Client()
    client.cookies.load(cookie)
    response = client.get(path)
    assert response.headers["Cache-Control"].startswith("public")
    assert not response.cookies
    assert not response.has_header("Vary")
    assert client.get("/admin/login/").cookies, "where they matter they are set"


def test_shared_caches_keep_pages_for_a_second_and_faults_never(answers):
    fresh = "public, max-age=0, s-maxage=1"
    assert answers[200].headers["Cache-Control"] == f"{fresh}, stale-if-error=600"
    for status in (301, 404, 410):
        assert answers[status].headers["Cache-Control"] == fresh
    for status in (400, 405, 500):
        assert answers[status].headers["Cache-Control"] == "no-store"


def test_a_fault_tells_nothing_of_the_machine(answers):
    assert b"secret" not in answers[500].content
    assert b"evil" not in answers[400].content


def test_pictures_may_come_from_the_host_that_keeps_them(db: None, settings):
    settings.MEDIA_URL = "https://pictures.example/paper/"

    policy = Client().get("/").headers["Content-Security-Policy"]

    assert "img-src 'self' https://pictures.example;" in policy


def test_a_staff_page_that_is_not_there_is_never_kept(db: None, admin_client):
    response = admin_client.get("/admin/nothing/like/this/")

    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
