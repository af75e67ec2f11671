"""The opinion desk's form: genre instead of kind, and no section needed."""

from typing import Any

import pytest

from editorials.models import Editorial
from tests import factories
from tests.newsroom.publishing.admin.desk import answer, filled_in, list_url, signed_in, url_of

pytestmark = pytest.mark.django_db


def test_a_column_is_written_and_published_under_its_genre(desk_editor: Any) -> None:
    client = signed_in(desk_editor)
    blank = client.get(list_url(Editorial, "add"))
    data = filled_in(blank, headline="On shade", genre="column", body="<p>Trees.</p>")
    assert client.post(list_url(Editorial, "add"), data).status_code == 302
    piece = Editorial.objects.get()
    assert answer(client, url_of(piece, "publish"), kind="first").status_code == 302
    assert factories.page_of(piece).path.startswith("/opinion/columns/")


def test_a_news_desk_with_sections_does_not_publish_opinion(db: None) -> None:
    editor = factories.a_user("desk_editor", [factories.a_section("sport")])
    piece = factories.an_editorial()
    assert signed_in(editor).get(url_of(piece, "publish")).status_code == 403
    opinion = factories.a_user("desk_editor", [factories.a_section("sport")], opinion=True)
    assert signed_in(opinion).get(url_of(piece, "publish")).status_code == 200
