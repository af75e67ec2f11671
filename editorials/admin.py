"""The opinion desk's admin: editorials, columns, letters and cartoons."""

from typing import Any

from django.contrib import admin

from editorials.models import Byline, Editorial, PictureUse
from newsroom.publishing.admin.inlines import BylineInline, PictureInline
from newsroom.publishing.admin.story import StoryAdmin
from newsroom.publishing.genres import GENRES
from newsroom.publishing.models import Page


class EditorialBylineInline(BylineInline):
    """Who signs the piece; the paper's own editorials are unsigned."""

    model = Byline


class EditorialPictureInline(PictureInline):
    """The piece's pictures."""

    model = PictureUse


@admin.register(Editorial)
class EditorialAdmin(StoryAdmin):
    """Opinion pieces by genre."""

    reader_template = "editorials/piece.html"
    kind_field = "genre"
    inlines = (EditorialBylineInline, EditorialPictureInline)

    def reader_context(self, page: Page) -> dict[str, Any]:
        return {"genre": next((genre for genre in GENRES if genre.kind == page.kind), None)}
