"""The table of search rows, and beside it what each database searches words by.

It stays empty until the worker, or ``manage.py rebuild_search``, has gone over the pages.
"""

import django.db.models.deletion
from django.db import migrations, models

# Words and facets of a page lie in one vector, so that one index answers for all at once. Each
# press writes to the index itself (fastupdate off): a list of what waits would slow each search,
# and now and then one editor would wait for all of it to be sorted in.
# A vector stays in its row as long as that fits a page of the database: to look for a phrase
# means to look into the vectors, which takes six times as long where they lie elsewhere.
_POSTGRESQL = """
ALTER TABLE search_row ADD COLUMN words tsvector NOT NULL DEFAULT '';
ALTER TABLE search_row SET (toast_tuple_target = 8160);
CREATE INDEX search_row_words ON search_row USING gin (words) WITH (fastupdate = off);
"""
# Marks of vowels are parts of words. Facets are numbers, each in a word of its own.
_SQLITE = """
CREATE VIRTUAL TABLE search_words USING fts5(
  headline, about, body, facets, tokenize = "porter unicode61 categories 'L* N* Co Mn Mc'"
);
"""


def make_words(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(_SQLITE if is_sqlite else _POSTGRESQL)


def drop_words(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_words")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("publishing", "0006_reader_lists_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchRow",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="publishing.page",
                    ),
                ),
                ("first_published_at", models.DateTimeField()),
            ],
            options={
                "db_table": "search_row",
            },
        ),
        migrations.RunPython(make_words, drop_words),
    ]
