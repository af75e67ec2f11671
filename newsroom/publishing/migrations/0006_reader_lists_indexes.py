"""What the lists by agency and of corrections go by."""

from django.db import migrations, models

from newsroom.publishing.migrations._without_lock import AddIndexWithoutLock


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("publishing", "0005_reader_lists"),
    ]

    operations = [
        AddIndexWithoutLock(
            model_name="page",
            index=models.Index(
                condition=models.Q(("state", "live"), models.Q(("credit", ""), _negated=True)),
                fields=["credit", "-first_published_at", "-id"],
                name="page_newest_of_agency",
            ),
        ),
        AddIndexWithoutLock(
            model_name="page",
            index=models.Index(
                condition=models.Q(("corrected_at__isnull", False), ("state", "live")),
                fields=["-corrected_at", "-id"],
                name="page_last_corrected",
            ),
        ),
    ]
