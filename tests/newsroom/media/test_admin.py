"""Pictures in the admin: sent, seen, described, killed."""

import io
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Pixels

from newsroom.media.models import Image
from newsroom.publishing.models import AuditEntry
from newsroom.staff.models import User
from tests import factories
from tests.object_store import Store
from tests.permission_net import admin_address, form_of

pytestmark = pytest.mark.django_db


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _upload(name: str = "quay.jpg", data: bytes = b"") -> SimpleUploadedFile:
    if not data:
        file = io.BytesIO()
        Pixels.new("RGB", (640, 360), (40, 90, 140)).save(file, "JPEG")
        data = file.getvalue()
    return SimpleUploadedFile(name, data, "image/jpeg")


def _send(client: Client, file: SimpleUploadedFile) -> str:
    data = {"file": file, "caption": "The quay.", "alt": "A quay", "credit": "P. Brandt"}
    return client.post(admin_address("media_image_add"), data, follow=True).content.decode()


def test_a_reporter_sends_a_picture(reporter: User) -> None:
    _send(_signed_in(reporter), _upload())

    image = Image.objects.get()
    assert (image.caption, image.alt, image.credit) == ("The quay.", "A quay", "P. Brandt")
    assert image.uploaded_by == reporter


def test_what_is_no_picture_is_refused_with_a_sentence(reporter: User) -> None:
    page = _send(_signed_in(reporter), _upload(data=b"<svg onload=alert(1)>"))

    assert "errorlist" in page
    assert not Image.objects.exists()


def test_what_cannot_be_kept_is_said_and_its_words_stand_in_the_form(
    reporter: User, store: Store
) -> None:
    store.is_down = True

    page = _send(_signed_in(reporter), _upload())

    assert "it was not kept; send it again in a while" in page
    assert "The quay." in page
    assert not Image.objects.exists()


def test_a_picture_that_is_here_already_keeps_its_words(reporter: User, photo_editor: User) -> None:
    _send(_signed_in(reporter), _upload())
    Image.objects.update(caption="The old quay.")

    page = _send(_signed_in(photo_editor), _upload("again.jpg"))

    assert "was here already" in page
    assert Image.objects.get().caption == "The old quay."


def test_a_thumbnail_comes_from_private_storage_to_staff_alone(reporter: User) -> None:
    image = factories.an_image()
    address = admin_address("media_image_thumbnail", image.pk)

    response = _signed_in(reporter).get(address)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/jpeg"
    assert "private" in response.headers["Cache-Control"]
    assert Client().get(address).status_code == 302


def test_a_killed_picture_is_shown_to_nobody(
    chief_editor: User, django_capture_on_commit_callbacks: Any
) -> None:
    image = factories.an_image()
    story = factories.published(factories.an_article(lead_image=image))
    shown = storages["default"]
    name = image.renditions[0]["name"]
    assert shown.exists(name)
    client = _signed_in(chief_editor)
    address = admin_address("media_image_kill", image.pk)
    assert story.headline in client.get(address).content.decode()

    assert client.post(address, {"reason": "  "}).status_code == 200
    image.refresh_from_db()
    assert image.state == Image.State.READY

    with django_capture_on_commit_callbacks(execute=True):
        client.post(address, {"reason": "The agency took it back."})
    assert not shown.exists(name)
    image.refresh_from_db()
    assert (image.state, image.kill_reason) == ("killed", "The agency took it back.")
    thumbnail = admin_address("media_image_thumbnail", image.pk)
    assert client.get(thumbnail).status_code == 404
    entry = AuditEntry.objects.get(verb="kill_picture")
    assert entry.by == chief_editor
    assert entry.after["pages"] == [factories.page_of(story).path]


def test_the_form_says_where_a_picture_is_used(photo_editor: User) -> None:
    image = factories.an_image()
    story = factories.an_editorial(headline="Trees by the quay", lead_image=image)

    page = _signed_in(photo_editor).get(admin_address("media_image_change", image.pk))

    assert admin_address("editorials_editorial_change", story.pk) in page.content.decode()


def test_a_focal_point_outside_the_picture_is_refused(photo_editor: User) -> None:
    image = factories.an_image()
    client = _signed_in(photo_editor)
    address = admin_address("media_image_change", image.pk)

    client.post(address, {**form_of(client, address), "focal_x": "1.5"})

    image.refresh_from_db()
    assert image.focal_x == 0.5
