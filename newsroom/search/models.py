"""What a live page is found by: one narrow row each, in a table of its own."""

from django.db import models

from newsroom.publishing.models import Page


class SearchRow(models.Model):
    """The search row of a live page; the press writes it, and every hit is joined to the page.

    Its words lie where the database searches best, and no model names them: on PostgreSQL in a
    column ``words`` of this table, on SQLite in the full-text table ``search_words``.
    """

    # No constraint: a page that has one is never deleted, and a lock less is taken at each press.
    page = models.OneToOneField(
        Page, on_delete=models.DO_NOTHING, primary_key=True, related_name="+", db_constraint=False
    )
    first_published_at = models.DateTimeField()

    class Meta:
        db_table = "search_row"
        # No index by date: it would tempt the database to look into one page after another.

    def __str__(self) -> str:
        return f"Search row of page {self.page_id}"
