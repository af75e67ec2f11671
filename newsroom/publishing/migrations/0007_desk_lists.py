"""What the lists of editions, of the audit and of pictures go by."""

from django.db import migrations, models

from newsroom.publishing.migrations._without_lock import AddIndexWithoutLock, AddWordIndex


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("media", "0001_initial"),
        ("publishing", "0006_reader_lists_indexes"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="edition",
            index=models.Index(fields=["at"], name="edition_at"),
        ),
        AddIndexWithoutLock(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("state", "pressed"), _negated=True),
                fields=["-id"],
                name="edition_not_pressed",
            ),
        ),
        AddIndexWithoutLock(
            model_name="edition",
            index=models.Index(
                condition=models.Q(("kind__in", ["correction", "clarification", "retraction"])),
                fields=["kind", "-id"],
                name="edition_correcting",
            ),
        ),
        AddWordIndex("edition_words", "publishing_edition", ("by_name", "note")),
        AddWordIndex("audit_words", "publishing_auditentry", ("subject", "by_name", "reason")),
        AddWordIndex("image_words", "media_image", ("title", "caption", "credit", "filename")),
    ]
