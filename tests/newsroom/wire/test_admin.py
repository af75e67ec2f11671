"""The wire desk's records: read by all who work on the paper, run by no browser."""

import pytest
from django.test import Client
from django.utils import timezone

from newsroom.staff.models import User
from newsroom.wire.models import Delivery, Feed, Source, WireItem, WireStory
from tests import factories
from tests.permission_net import admin_address

pytestmark = pytest.mark.django_db

RAW = b"COAST, Aug 1: It rained.\n\n<script>alert(1)</script>"


@pytest.fixture
def delivery(db: None) -> Delivery:
    source = Source.objects.create(name="Coast News", slug="coast")
    feed = Feed.objects.create(name="Coast", slug="coast", source=source)
    return Delivery.objects.create(
        feed=feed, filename='r"\r\nain.txt', sha256="0" * 64, size=len(RAW),
        raw=factories._store("wire/raw", RAW), received_at=timezone.now(),
        state=Delivery.State.QUARANTINED, reason="It has no text.",
    )  # fmt: skip


@pytest.fixture
def item(delivery: Delivery) -> WireItem:
    story = WireStory.objects.create(source=delivery.feed.source, guid="rain-1")
    return WireItem.objects.create(
        story=story, delivery=delivery, version="1", sha256="0" * 64, pubstatus="usable",
        headline="Rain on the coast", data={"set_apart": ["Opinion <b>page</b>"]},
        outcome="created", received_at=timezone.now(),
    )  # fmt: skip


@pytest.fixture
def client(reporter: User) -> Client:
    client = Client()
    client.force_login(reporter)
    return client


def test_the_raw_bytes_come_as_a_harmless_file(client: Client, delivery: Delivery) -> None:
    response = client.get(admin_address("wire_delivery_raw", delivery.pk))

    assert response.getvalue() == RAW
    assert response.headers["Content-Type"] == "text/plain"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]


def test_bytes_that_are_gone_are_said_to_be_missing(client: Client, delivery: Delivery) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(raw="wire/gone")

    page = client.get(admin_address("wire_delivery_change", delivery.pk)).content.decode()

    assert "The bytes are missing from storage." in page
    assert client.get(admin_address("wire_delivery_raw", delivery.pk)).status_code == 404


def test_a_delivery_shows_its_text_its_items_and_what_was_set_apart(
    client: Client, delivery: Delivery, item: WireItem
) -> None:
    page = client.get(admin_address("wire_delivery_change", delivery.pk)).content.decode()

    assert "COAST, Aug 1: It rained." in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "Rain on the coast" in page
    assert "Opinion &lt;b&gt;page&lt;/b&gt;" in page
    assert "It has no text." in page


def test_a_wire_story_leads_to_the_article_made_of_it(client: Client, item: WireItem) -> None:
    address = admin_address("wire_wirestory_change", item.story_id)
    assert "Nobody has taken it." in client.get(address).content.decode()

    article = factories.an_article(headline="Rain, taken", wire_story=item.story)
    page = client.get(address).content.decode()

    assert admin_address("articles_article_change", article.pk) in page
    assert "Rain, taken" in page


def test_the_front_page_counts_the_quarantine(
    client: Client, delivery: Delivery, administrator: User
) -> None:
    assert "1 delivery" in client.get(admin_address("index")).content.decode()

    client.force_login(administrator)
    assert "quarantine" not in client.get(admin_address("index")).content.decode()
