"""How rendition files are given out."""

import os

import pytest
from django.core.files.storage import storages

from newsroom.media import public
from newsroom.media.files import put
from newsroom.media.models import Image
from tests.newsroom.media import made

pytestmark = pytest.mark.urls("tests.newsroom.media.addresses")

NAME = "0123456789abcdef" * 2


@pytest.fixture
def shown(own_folders, settings, tmp_path):
    """A public file, without a database."""
    options = {"location": str(tmp_path), "base_url": "/media/"}
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": backend, "OPTIONS": options}}
    for ending in ("jpg", "webp", "avif", "svg"):
        put(storages["default"], f"{NAME}.{ending}", b"bytes of " + ending.encode())
    return tmp_path


@pytest.mark.parametrize(
    ("ending", "mime"), [("jpg", "image/jpeg"), ("webp", "image/webp"), ("avif", "image/avif")]
)
def test_a_file_comes_with_its_type_and_can_do_no_harm(client, shown, ending, mime):
    answer = client.get(f"/media/{NAME}.{ending}")

    assert answer.status_code == 200
    assert answer.content == b"bytes of " + ending.encode()
    assert answer["Content-Type"] == mime
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_a_kill_holds_in_every_cache_after_five_minutes(client, shown):
    assert client.get(f"/media/{NAME}.jpg")["Cache-Control"] == "public, max-age=300"


def test_what_is_not_there_is_not_remembered_as_missing(client, shown):
    answer = client.get(f"/media/{'f' * 32}.jpg")

    assert answer.status_code == 404
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        f"{NAME}.svg",
        f"{NAME}.jpeg",
        f"{NAME}.jpg.html",
        f"{NAME}.JPG",
        f"{NAME[:-1]}.jpg",
        f"{NAME}0.jpg",
        f"{NAME}.jpg%0a",
        f"sub/{NAME}.jpg",
        f"./{NAME}.jpg",
        f"{NAME}.jpg/",
        f".{NAME}.part",
    ],
)
def test_only_names_of_renditions_are_answered(client, shown, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_a_browser_that_has_it_is_not_sent_it_again(client, shown):
    first = client.get(f"/media/{NAME}.jpg")

    for header in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        again = client.get(f"/media/{NAME}.jpg", headers=header)
        assert (again.status_code, again.content) == (304, b"")
        assert again["Cache-Control"] == "public, max-age=300"

    put(storages["default"], f"{NAME}.jpg", b"another crop")
    anew = client.get(f"/media/{NAME}.jpg", headers={"if-none-match": first["ETag"]})
    assert (anew.status_code, anew.content) == (200, b"another crop")


def test_head_is_answered_without_the_file_and_other_methods_not_at_all(client, shown):
    answer = client.head(f"/media/{NAME}.jpg")

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["Content-Length"] == str(len(b"bytes of jpg"))
    assert client.post(f"/media/{NAME}.jpg").status_code == 405


def test_a_file_cut_short_on_the_way_to_the_disk_is_never_seen(shown, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put(storages["default"], f"{'e' * 32}.jpg", b"x" * 1000)

    assert sorted(path.name for path in shown.iterdir()) == sorted(
        f"{NAME}.{ending}" for ending in ("jpg", "webp", "avif", "svg")
    )


@pytest.mark.django_db
def test_public_files_are_given_out_without_asking_the_database(client, count_queries):
    image = made.prepared()
    public.show([image.pk])

    with count_queries() as queries:
        answer = client.get(f"/media/{image.renditions[0]['name']}")

    assert answer.status_code == 200
    assert len(queries) == 0, queries


@pytest.mark.django_db
def test_the_desk_sees_renditions_that_readers_do_not(client):
    image, other = made.prepared(), made.prepared(made.jpeg((300, 200)))
    name = image.renditions[0]["name"]

    answer = client.get(f"/desk/{image.uid}/{name}?desk")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"

    assert client.get(f"/desk/{image.uid}/{name}").status_code == 404
    assert client.get(f"/desk/{other.uid}/{name}?desk").status_code == 404
    Image.objects.all().delete()
    assert client.get(f"/desk/{image.uid}/{name}?desk").status_code == 404
