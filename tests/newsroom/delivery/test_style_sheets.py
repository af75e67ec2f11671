"""Pages find their style sheets, collected or not."""

import re

import pytest

from newsroom.publishing.models import Page
from tests.factories import an_article, published

pytestmark = pytest.mark.django_db


def test_a_page_opens_and_has_its_looks_though_nothing_was_collected(client, settings):
    storage = {"BACKEND": "newsroom.delivery.style_sheets.CollectedOrPlain"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    story = published(an_article())

    response = client.get(story.page.path)

    assert Page.objects.live().count() == 1
    assert response.status_code == 200
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', response.content.decode())
    assert sheets
    for sheet in sheets:
        found = client.get(sheet)
        assert b"".join(found.streaming_content)
        found.close()
        assert (found.status_code, found["Content-Type"]) == (200, 'text/css; charset="utf-8"')
