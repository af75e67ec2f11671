"""Migrations that keep no editor and no press waiting while they build an index."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.migrations import AddIndex
from django.db.migrations.operations.base import Operation


class AddIndexWithoutLock(AddIndexConcurrently):
    """On PostgreSQL the index is built beside what is written; SQLite has no such thing.

    The migration says ``atomic = False``.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, *states)
        else:
            AddIndex.database_forwards(self, app_label, schema_editor, *states)

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            super().database_backwards(app_label, schema_editor, *states)
        else:
            AddIndex.database_backwards(self, app_label, schema_editor, *states)


_WORDS = "to_tsvector('simple', translate({text}, '-_./:@&<>+', '          '))"


class AddWordIndex(Operation):
    """An index over the words of some columns, which ``WordSearch`` asks; PostgreSQL alone has it.

    The migration says ``atomic = False``. Each write goes into the index itself (fastupdate off),
    so that no editor waits until a list of what waited is sorted in.
    """

    reversible = True

    def __init__(self, name: str, table: str, columns: tuple[str, ...]) -> None:
        self.name, self.table, self.columns = name, table, columns

    def describe(self) -> str:
        return f"Create word index {self.name} on {', '.join(self.columns)} of {self.table}"

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        words = _WORDS.format(text=" || ' ' || ".join(self.columns))
        # An attempt that was cut off leaves an index that answers nothing.
        self.database_backwards(app_label, schema_editor)
        schema_editor.execute(
            f"CREATE INDEX CONCURRENTLY {self.name} ON {self.table}"
            f" USING gin (({words})) WITH (fastupdate = off)"
        )
        # Without it the planner takes every word to be equally rare.
        schema_editor.execute(f"ANALYZE {self.table}")

    def database_backwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {self.name}")
