"""Made rows for tests: a paper's sections and people, whole stories, pictures with real files."""

import hashlib
import io
import itertools
from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image as Pixels

from articles.models import Article
from editorials.models import Editorial
from newsroom.media.models import Image, PictureUse
from newsroom.publishing import workflow
from newsroom.publishing.models import (
    Contributor,
    Edition,
    Membership,
    Page,
    Role,
    Section,
    Story,
    Topic,
)
from newsroom.staff.models import User

PASSWORD = "a long tide of words"

_numbers = itertools.count(1)

BODY = (
    "<p>The ferry between the two islands stopped at noon, when the wind turned and the swell"
    " rose over the lower quay.</p>"
    "<p>“We have waited longer than this,” said the harbour master, who has kept the log of"
    " crossings for nineteen years.</p>"
    "<p>The company said that boats would leave again with the morning tide, and that tickets"
    " stay valid for the week.</p>"
)
OPINION_BODY = (
    "<p>A town that counts its trees only when they have fallen learns too late what shade was"
    " worth.</p>"
    "<p>The council has the figures. It should print them, street by street, before the next"
    " plan is drawn.</p>"
    "<p>Nothing in that costs money; it asks for candour, of which the supply is the council's"
    " own affair.</p>"
)


# --- People ---


def a_user(role: str = "", sections: Iterable[Section] = (), **fields: Any) -> User:
    """Someone who may sign in with ``PASSWORD``; with a membership if ``role`` is given.

    ``opinion=True`` makes the membership cover the opinion pages too.
    """
    opinion = fields.pop("opinion", False)
    number = next(_numbers)
    fields = {
        "username": f"{role or 'someone'}{number}",
        "first_name": (role or "someone").replace("_", " ").title(),
        "last_name": f"Number{number}",
        "is_staff": True,
        "password": PASSWORD,
        **fields,
    }
    user = User.objects.create_user(**fields)
    if role:
        member = Membership.objects.create(user=user, role=Role(role), opinion=opinion)
        member.sections.set(sections)
    return user


@pytest.fixture
def reporter(db: None) -> User:
    return a_user("reporter", username="rukhsana", first_name="Rukhsana", last_name="Daar")


@pytest.fixture
def sub_editor(db: None) -> User:
    return a_user("sub_editor", username="stefan", first_name="Stefan", last_name="Holm")


@pytest.fixture
def desk_editor(db: None) -> User:
    return a_user("desk_editor", username="dalia", first_name="Dalia", last_name="Moreno")


@pytest.fixture
def chief_editor(db: None) -> User:
    return a_user("chief_editor", username="chidi", first_name="Chidi", last_name="Okoro")


@pytest.fixture
def photo_editor(db: None) -> User:
    return a_user("photo_editor", username="paola", first_name="Paola", last_name="Brandt")


@pytest.fixture
def wire_operator(db: None) -> User:
    return a_user("wire_operator", username="wanda", first_name="Wanda", last_name="Lis")


@pytest.fixture
def administrator(db: None) -> User:
    return a_user("administrator", username="anil", first_name="Anil", last_name="Sethi")


@pytest.fixture
def superuser(db: None) -> User:
    return a_user(username="sven", first_name="Sven", last_name="Aas", is_superuser=True)


# --- The paper ---


def a_section(slug: str = "world", **fields: Any) -> Section:
    """The section of that slug, made if the paper has none."""
    fields = {"name": slug.replace("-", " ").capitalize(), **fields}
    return Section.objects.get_or_create(slug=slug, defaults=fields)[0]


def a_topic(slug: str = "", **fields: Any) -> Topic:
    slug = slug or f"topic-{next(_numbers)}"
    return Topic.objects.create(slug=slug, **{"name": slug.replace("-", " "), **fields})


def a_contributor(name: str = "", **fields: Any) -> Contributor:
    name = name or f"Writer Number{next(_numbers)}"
    return Contributor.objects.create(
        name=name, **{"slug": name.lower().replace(" ", "-"), **fields}
    )


def an_image(*, ready: bool = True, **fields: Any) -> Image:
    """A picture with its original and, if ``ready``, small renditions in private storage."""
    number = next(_numbers)
    data = _jpeg(64, 36, shade=number % 256)
    data += str(number).encode()  # each picture has a SHA-256 of its own
    digest = hashlib.sha256(data).hexdigest()
    fields = {
        "title": f"Quay {number}",
        "caption": "Boats at the lower quay.",
        "alt": "Three boats tied to a stone quay.",
        "credit": "Paola Brandt",
        "filename": f"quay-{number}.jpg",
        "mime": "image/jpeg",
        "size": len(data),
        "width": 64,
        "height": 36,
        "sha256": digest,
        "original": _store(f"originals/{digest}", data),
        **fields,
    }
    if ready:
        fields = {"state": Image.State.READY, "renditions": _renditions(number), **fields}
    return Image.objects.create(**fields)


def _renditions(number: int) -> list[dict[str, Any]]:
    made = []
    for crop, (width, height) in {"full": (32, 18), "square": (16, 16)}.items():
        data = _jpeg(width, height, shade=number % 256)
        name = f"{uuid4().hex}.jpg"
        _store(f"renditions/{name}", data)
        size = {"width": width, "height": height, "size": len(data)}
        made.append({"name": name, "format": "jpeg", "crop": crop, **size})
    return made


def _jpeg(width: int, height: int, *, shade: int) -> bytes:
    file = io.BytesIO()
    Pixels.new("RGB", (width, height), (shade, 90, 140)).save(file, "JPEG")
    return file.getvalue()


def _store(name: str, data: bytes) -> str:
    from django.core.files.base import ContentFile
    from django.core.files.storage import storages

    return storages["private"].save(name, ContentFile(data))


# --- Stories ---


def an_article(**fields: Any) -> Article:
    """A whole draft in the section World; ``topics``, ``bylines`` and ``lead_image`` may be given.

    ``bylines`` are contributors or printed names, in order.
    """
    number = next(_numbers)
    fields = {"headline": f"Ferry stops for the {number}th time", "body": BODY, **fields}
    if "section" not in fields:
        fields["section"] = a_section()
    return _story(Article, fields)


def an_editorial(**fields: Any) -> Editorial:
    """A whole draft of the paper's own opinion, without a section; else as ``an_article``."""
    number = next(_numbers)
    fields = {"headline": f"Count the trees, chapter {number}", "body": OPINION_BODY, **fields}
    return _story(Editorial, fields)


def _story[S: (Article, Editorial)](model: type[S], fields: dict[str, Any]) -> S:
    related = {name: fields.pop(name, ()) for name in ("topics", "bylines")}
    lead = fields.pop("lead_image", None)
    story = model(**fields)
    story.lead_image = lead
    story.save()
    story.topics.set(related["topics"])
    for order, who in enumerate(related["bylines"]):
        is_name = isinstance(who, str)
        story.bylines.create(
            order=order, name=who if is_name else "", contributor=None if is_name else who
        )
    return story


def with_picture(
    story: Story, image: Image, role: str = PictureUse.Role.BODY, **fields: Any
) -> PictureUse:
    """Puts one more picture into the story and returns its use."""
    return story.pictures.create(image=image, role=role, **fields)


def published[S: Story](story: S, *, by: Any = None, at: datetime | None = None, **how: Any) -> S:
    """The story after ``publish``; ``kind`` and ``note`` may be given."""
    workflow.publish(story, by=by, at=at, **how)
    return story


def overdue[S: Story](story: S, seconds: float, *, by: Any = None) -> S:
    """The story, scheduled for ``seconds`` ago, with no worker to have published it."""
    now = timezone.now()
    with mock.patch.object(
        import_module("newsroom.publishing.workflow.schedule"),
        "database_now",
        return_value=now - timedelta(seconds=seconds + 60),
    ):
        workflow.schedule(story, now - timedelta(seconds=seconds), by=by)
    return story


def page_of(story: Story) -> Page:
    """The story's page, which must be there."""
    page = story.page
    assert page is not None, f"{story} has no page"
    return page


def editions_of(story: Story) -> list[Edition]:
    """The story's pressed editions, oldest first."""
    return list(Edition.objects.pressed().of(story.uid).order_by("number"))
