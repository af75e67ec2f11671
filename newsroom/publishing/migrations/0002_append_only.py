"""On PostgreSQL the database itself refuses to change the records of what happened."""

from typing import Any

from django.db import migrations

TABLES = ("publishing_auditentry", "publishing_outboxmessage")

FUNCTION = """
CREATE FUNCTION publishing_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A record of what happened cannot be changed or deleted.';
END $$
"""

# What readers were given stays; of a pressed edition only its class may change (rule R9), and
# one that waits may be pressed, put off or ended, but never reworded.
EDITIONS = """
CREATE FUNCTION publishing_keep_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'An edition is the record of what readers were given; it is kept.';
    END IF;
    IF (NEW.uid, NEW.desk, NEW.story_uid, NEW.schema, NEW.content, NEW.digest, NEW.by_id,
        NEW.by_name, NEW.due_at, NEW.stands_on)
        IS DISTINCT FROM
       (OLD.uid, OLD.desk, OLD.story_uid, OLD.schema, OLD.content, OLD.digest, OLD.by_id,
        OLD.by_name, OLD.due_at, OLD.stands_on)
       OR OLD.state <> 'waiting' AND
          (NEW.state, NEW.number, NEW.at) IS DISTINCT FROM (OLD.state, OLD.number, OLD.at)
       OR OLD.state = 'ended'
    THEN
        RAISE EXCEPTION 'An edition is the record of what readers were given; it is kept.';
    END IF;
    RETURN NEW;
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
    editor.execute(EDITIONS)
    editor.execute(
        "CREATE TRIGGER publishing_edition_kept BEFORE UPDATE OR DELETE ON publishing_edition"
        " FOR EACH ROW EXECUTE FUNCTION publishing_keep_edition()"
    )


def drop_triggers(apps: Any, editor: Any) -> None:
    if editor.connection.vendor != "postgresql":
        return
    editor.execute("DROP TRIGGER publishing_edition_kept ON publishing_edition")
    editor.execute("DROP FUNCTION publishing_keep_edition()")
    for table in TABLES:
        editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    editor.execute("DROP FUNCTION publishing_refuse_change()")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_initial")]

    operations = [migrations.RunPython(add_triggers, drop_triggers)]
