"""What the news desk's lists, their filters and their search go by."""

from django.db import migrations, models

from newsroom.publishing.migrations._without_lock import AddIndexWithoutLock, AddWordIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0004_hold_reasons"),
        ("publishing", "0007_desk_lists"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="article",
            index=models.Index(
                condition=models.Q(("first_published_at__isnull", True)),
                fields=["desk_state", "-saved_at"],
                name="article_unpublished",
            ),
        ),
        AddIndexWithoutLock(
            model_name="article",
            index=models.Index(
                condition=models.Q(("desk_state", "in_review")),
                fields=["-saved_at"],
                name="article_in_review",
            ),
        ),
        AddIndexWithoutLock(
            model_name="article",
            index=models.Index(
                condition=models.Q(("hold_since__isnull", False)),
                fields=["-saved_at"],
                name="article_held",
            ),
        ),
        AddIndexWithoutLock(
            model_name="article",
            index=models.Index(
                condition=models.Q(("embargo_until__isnull", False)),
                fields=["embargo_until"],
                name="article_embargoed",
            ),
        ),
        AddIndexWithoutLock(
            model_name="article",
            index=models.Index(
                condition=models.Q(
                    ("headline", ""), ("headline", models.F("working_headline")), _connector="OR"
                ),
                fields=["-saved_at"],
                name="article_without_headline",
            ),
        ),
        AddIndexWithoutLock(
            model_name="article",
            index=models.Index(
                condition=models.Q(
                    ("withdrawn_at__isnull", False),
                    ("killed_at__isnull", False),
                    ("spiked_at__isnull", False),
                    _connector="OR",
                ),
                fields=["-saved_at"],
                name="article_taken_off",
            ),
        ),
        AddIndexWithoutLock(
            model_name="article",
            index=models.Index(fields=["kind", "-saved_at"], name="article_of_kind"),
        ),
        AddWordIndex("article_words", "articles_article", ("headline", "slug")),
    ]
