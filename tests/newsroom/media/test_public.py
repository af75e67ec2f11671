"""Files lie where readers can fetch them while a live page shows them, and not a moment else."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone

from newsroom.media import public
from newsroom.media.errors import ImageError
from newsroom.media.files import put
from newsroom.media.intake import receive_image
from newsroom.media.models import Image
from newsroom.publishing import workflow
from tests.factories import an_article
from tests.newsroom.media import made


def public_files() -> set[str]:
    default = storages["default"]
    return set(default.listdir("")[1]) if default.exists("") else set()


def names(image: Image) -> set[str]:
    return {each["name"] for each in image.renditions}


@pytest.mark.django_db
def test_nothing_is_public_before_it_is_shown():
    image = made.prepared()

    assert public_files() == set()
    public.show([image.pk])

    image.refresh_from_db()
    assert image.public
    assert public_files() == names(image)


@pytest.mark.django_db
def test_showing_twice_changes_nothing_and_brings_back_what_was_lost():
    image = made.prepared()
    public.show([image.pk])
    first, second = sorted(names(image))[:2]
    default = storages["default"]
    with default.open(second) as file:
        whole = file.read()
    default.delete(first)
    put(default, second, b"half")

    public.show([image.pk])

    assert public_files() == names(image)
    with default.open(second) as file:
        assert file.read() == whole


@pytest.mark.django_db
def test_a_picture_with_missing_files_is_not_shown():
    image = made.prepared()
    storages["private"].delete(public.private_name(image.renditions[3]))

    with pytest.raises(ImageError, match=r"“quay” are missing"), transaction.atomic():
        public.show([image.pk])

    image.refresh_from_db()
    assert not image.public


@pytest.mark.django_db
@pytest.mark.parametrize("state", [Image.State.RECEIVED, Image.State.FAILED])
def test_a_picture_that_is_not_ready_is_not_shown(state):
    image = receive_image(made.jpeg(), filename="quay.jpg")
    Image.objects.update(state=state)

    with pytest.raises(ImageError, match="cannot be used"):
        public.show([image.pk])


@pytest.mark.django_db
def test_a_live_page_shows_its_picture_until_it_is_taken_down(
    django_capture_on_commit_callbacks,
):
    image = made.prepared()
    story = an_article(lead_image=image)
    assert public_files() == set()
    workflow.publish(story, by=None)
    assert public_files() == names(image)

    with django_capture_on_commit_callbacks(execute=True):
        workflow.withdraw(story, by=None, reason="Wrong harbour.")

    image.refresh_from_db()
    assert not image.public
    assert public_files() == set()
    assert public.is_complete(image), "the desk still has them"


@pytest.mark.django_db
def test_a_picture_stays_while_another_live_page_shows_it(django_capture_on_commit_callbacks):
    image, neighbour = made.prepared(), made.prepared(made.jpeg((300, 200)))
    first, second = an_article(lead_image=image), an_article(lead_image=image)
    for story in (first, second, an_article(lead_image=neighbour)):
        workflow.publish(story, by=None)

    with django_capture_on_commit_callbacks(execute=True):
        workflow.kill(first, by=None, reason="Libel.")
    assert public_files() == names(image) | names(neighbour)

    with django_capture_on_commit_callbacks(execute=True):
        workflow.kill(second, by=None, reason="Libel.")
    assert public_files() == names(neighbour)


@pytest.mark.django_db(transaction=True)
def test_a_take_off_that_was_rolled_back_takes_nothing_off():
    image = made.prepared()
    public.show([image.pk])

    with transaction.atomic():
        public.hide([image.pk])
        transaction.set_rollback(True)

    assert public_files() == names(image)
    public.hide([image.pk])
    assert public_files() == set()


@pytest.mark.django_db
def test_a_killed_picture_goes_from_live_pages_too(django_capture_on_commit_callbacks):
    image, neighbour = made.prepared(), made.prepared(made.jpeg((300, 200)))
    for each in (image, neighbour):
        workflow.publish(an_article(lead_image=each), by=None)
    at = timezone.now()

    with django_capture_on_commit_callbacks(execute=True):
        public.kill(image, reason="The photographer withdrew it.", at=at)

    assert (image.state, image.killed_at) == (Image.State.KILLED, at)
    assert image.kill_reason == "The photographer withdrew it."
    assert public_files() == names(neighbour)
    with pytest.raises(ImageError, match="killed"):
        public.show([image.pk])
    assert public_files() == names(neighbour)


@pytest.mark.django_db
def test_a_second_kill_keeps_the_first_reason():
    image = made.prepared()
    first = timezone.now()
    public.kill(image, reason="First.", at=first)
    public.kill(image, reason="Second.", at=timezone.now())

    assert (image.kill_reason, image.killed_at) == ("First.", first)


@pytest.mark.django_db
def test_what_a_killed_process_left_behind_is_taken_off_later():
    kept, left, killed = (made.prepared(made.jpeg((200 + n, 200))) for n in range(3))
    workflow.publish(an_article(lead_image=kept), by=None)
    # Their transactions went through, and then the process was gone.
    public.show([left.pk])
    workflow.publish(an_article(lead_image=killed), by=None)
    public.kill(killed, reason="Withdrawn.", at=timezone.now())

    assert public.take_off_leftovers() == 2

    assert public_files() == names(kept)
    assert public.take_off_leftovers() == 0


@pytest.mark.django_db(transaction=True)
def test_a_storage_that_fails_does_not_undo_the_verb_and_is_asked_again(monkeypatch, caplog):
    image = made.prepared()
    story = an_article(lead_image=image)
    workflow.publish(story, by=None)
    with monkeypatch.context() as patched:
        patched.setattr(public, "take_off", _out_of_reach)
        workflow.kill(story, by=None, reason="Libel.")

    story.refresh_from_db()
    assert story.killed_at
    assert public_files() == names(image)
    assert "Error calling" in caplog.text
    assert public.take_off_leftovers() == 1
    assert public_files() == set()


def _out_of_reach(image: Image) -> None:
    raise OSError("storage out of reach")


# --- The net: asked over HTTP ---


def answers(client, image: Image) -> set[int]:
    addresses = [f"/media/{name}" for name in names(image)]
    addresses += [f"/media/renditions/{name}" for name in names(image)]
    return {client.get(address).status_code for address in addresses}


@pytest.mark.django_db
@pytest.mark.urls("tests.newsroom.media.addresses")
def test_a_rendition_is_found_only_while_its_page_is_live(
    client, django_capture_on_commit_callbacks
):
    image = made.prepared()
    story = an_article(lead_image=image)
    assert answers(client, image) == {404}

    workflow.publish(story, by=None)
    assert {client.get(f"/media/{name}").status_code for name in names(image)} == {200}

    with django_capture_on_commit_callbacks(execute=True):
        workflow.withdraw(story, by=None, reason="Wrong harbour.")
    assert answers(client, image) == {404}


@pytest.mark.django_db
@pytest.mark.urls("tests.newsroom.media.addresses")
def test_the_original_is_never_found(client):
    image = made.prepared(filename="budget-2026.jpg")
    public.show([image.pk])

    guesses = [
        image.original, f"private/{image.original}", f"../private/{image.original}",
        f"originals/{image.sha256}.jpg", f"{image.sha256}.jpg", f"{image.sha256[:32]}.jpg",
        f"{image.uid.hex}.jpg", "budget-2026.jpg", f"{image.pk}.jpg", "", "%2e%2e/newsroom.sqlite3",
        "..%2fprivate%2f" + image.original, "/etc/passwd", "//etc/passwd", "%00.jpg",
    ]  # fmt: skip
    for guess in guesses:
        answer = client.get(f"/media/{guess}")
        assert answer.status_code == 404, guess
        assert not re.search(rb"JFIF|budget", answer.content), guess


@pytest.mark.django_db
def test_files_go_when_the_rights_run_out_and_come_back_when_they_are_extended(
    django_capture_on_commit_callbacks,
):
    image = made.prepared()
    workflow.publish(an_article(lead_image=image), by=None)
    now = timezone.now()
    Image.objects.update(rights_expire_at=now + timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        assert public.take_off_leftovers() == 0

    with time_machine.travel(now + timedelta(days=1, seconds=1)):
        assert public.take_off_leftovers() == 1
        assert public_files() == set()
        assert public.put_back_missing() == 0

    Image.objects.update(rights_expire_at=now + timedelta(days=9))
    assert public.put_back_missing() == 1
    assert public_files() == names(image)
