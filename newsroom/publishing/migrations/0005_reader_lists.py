"""When a page was last corrected, for the list of corrections."""

from datetime import datetime
from typing import Any

from django.db import migrations, models

NOTED = {"correction", "clarification", "retraction"}
AT_ONCE = 500


def note_corrections(apps: Any, schema_editor: Any) -> None:
    """Of what was corrected before; a former process that presses meanwhile leaves it empty."""
    pages = apps.get_model("publishing", "Page").objects.exclude(changes=[])
    after = 0
    while rows := list(pages.filter(pk__gt=after).order_by("pk").only("changes")[:AT_ONCE]):
        for page in rows:
            instants = [change["at"] for change in page.changes if change["kind"] in NOTED]
            if instants:
                at = max(map(datetime.fromisoformat, instants))
                pages.filter(pk=page.pk).update(corrected_at=at)
        after = rows[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0004_notices_of_a_story"),
    ]

    operations = [
        migrations.AddField(
            model_name="page",
            name="corrected_at",
            field=models.DateTimeField(
                help_text="Of its last correction, clarification or retraction.", null=True
            ),
        ),
        migrations.RunPython(note_corrections, migrations.RunPython.noop, elidable=True),
    ]
