"""On PostgreSQL the database itself refuses to change or delete audit and outbox rows."""

from typing import Any

from django.db import migrations

TABLES = ("publishing_auditentry", "publishing_outboxmessage")

FUNCTION = """
CREATE FUNCTION publishing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A record of what happened cannot be changed or deleted.';
END $$
"""


def add_triggers(apps: Any, editor: Any) -> None:
    if editor.connection.vendor != "postgresql":
        return
    editor.execute(FUNCTION)
    for table in TABLES:
        editor.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION publishing_refuse_change()"
        )


def drop_triggers(apps: Any, editor: Any) -> None:
    if editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    editor.execute("DROP FUNCTION publishing_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
