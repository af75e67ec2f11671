"""Migrations only add: old code runs on the new tables while machines are upgraded one by one.

For what must go there are two releases: one whose code does without it, and a later one whose
migration, named in ``ALLOWED`` with its reason, takes it away.
"""

from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from newsroom.publishing.migrations._without_lock import AddIndexWithoutLock, AddWordIndex
from tests.test_tree import PACKAGES

# The last migrations of the releases before this rule was made (0.2.0).
BEFORE = {
    "articles": "0002_proposals",
    "delivery": "0001_initial",
    "editorials": "0001_initial",
    "media": "0001_initial",
    "publishing": "0002_append_only",
    "staff": "0001_initial",
    "wire": "0002_agencies",
}
# What else a migration may do, and why old code does not mind.
ALLOWED = {
    ("publishing", "0004_notices_of_a_story", "AddIndex"): "built in a moment: notices are few",
    ("publishing", "0005_reader_lists", "RunPython"): "fills a column that old code does not read",
    ("search", "0001_initial", "RunPython"): "makes tables and columns of its own, new ones",
    ("wire", "0003_orders", "AddIndex"): "made before the rule; imports wait, readers do not",
    ("wire", "0003_orders", "RemoveIndex"): "another takes its place in the same migration",
}
# What a field may change without the table being touched.
_WORDS_ONLY = frozenset(
    "blank choices default editable error_messages help_text validators verbose_name".split()
)


def complaint(operation: Operation, before: ProjectState, app: str, *, is_atomic: bool) -> str:
    """Why old code, or the newsroom at work, would mind the operation; empty if it would not."""
    match operation:
        case migrations.CreateModel() | migrations.AlterModelOptions():
            return ""
        case AddIndexWithoutLock() | AddWordIndex():
            return "says nothing of atomic = False" if is_atomic else ""
        case migrations.AddField():
            return _new_field(operation.field)
        case migrations.AlterField():
            model = before.models[app, operation.model_name_lower]
            return _changed_field(model.fields[operation.name], operation.field)
        case migrations.AddIndex() | migrations.AddConstraint():
            return "keeps the table locked, or refuses what old code writes"
    return "takes away, renames, or does who knows what"


def _new_field(field: models.Field) -> str:
    if field.many_to_many or field.null or field.has_db_default():
        return ""
    return "old code does not fill it: give it null=True or db_default"


def _changed_field(old: models.Field, new: models.Field) -> str:
    def of(field: models.Field) -> tuple[str, dict[str, Any]]:
        _, path, arguments, named = field.deconstruct()
        told = {name: value for name, value in named.items() if name not in _WORDS_ONLY}
        return f"{path}{arguments}", told

    (old_kind, was), (new_kind, is_now) = of(old), of(new)
    if is_now.get("null") and not was.get("null"):
        is_now.pop("null")
    if (was.get("max_length") or 0) < (is_now.get("max_length") or 0):
        was.pop("max_length", None)
        is_now.pop("max_length")
    return "" if (old_kind, was) == (new_kind, is_now) else "changes what old code reads or writes"


def complaints() -> list[str]:
    loader = MigrationLoader(None)
    found = []
    for (app, name), migration in sorted(loader.disk_migrations.items()):
        if migration.__module__.split(".")[0] not in PACKAGES or name <= BEFORE.get(app, ""):
            continue
        state = loader.project_state((app, name), at_end=False)
        created = set()
        for operation in migration.operations:
            model = getattr(operation, "model_name_lower", "")
            reason = complaint(operation, state, app, is_atomic=migration.atomic)
            is_allowed = (app, name, type(operation).__name__) in ALLOWED
            # Nobody has waited for a table that was not there before.
            if reason and not is_allowed and model not in created:
                found.append(f"{app}.{name}, {operation.describe()}: {reason}")
            if isinstance(operation, migrations.CreateModel):
                created.add(operation.name_lower)
            operation.state_forwards(app, state)
    return found


def test_old_code_runs_on_the_tables_of_the_new():
    assert complaints() == []


def test_every_exception_is_still_one():
    loader = MigrationLoader(None)
    for app, name, operation in ALLOWED:
        kinds = {type(each).__name__ for each in loader.disk_migrations[app, name].operations}
        assert operation in kinds
    assert all((app, name) in loader.disk_migrations for app, name in BEFORE.items())


TEXT = models.CharField(max_length=10)
PAST = ProjectState()
PAST.add_model(
    migrations.state.ModelState("wire", "Feed", [("id", models.AutoField()), ("name", TEXT)])
)


@pytest.mark.parametrize(
    ("operation", "is_fine"),
    [
        (migrations.CreateModel("New", [("id", models.AutoField(primary_key=True))]), True),
        (migrations.AddField("feed", "a", models.CharField(max_length=9, null=True)), True),
        (migrations.AddField("feed", "a", models.CharField(max_length=9, db_default="")), True),
        # Django takes a default away again from the column once it is made.
        (migrations.AddField("feed", "a", models.CharField(max_length=9, default="")), False),
        (migrations.AddField("feed", "a", models.ManyToManyField("wire.Feed")), True),
        (migrations.AlterField("feed", "name", models.CharField(max_length=10, help_text="It is")),
         True),
        (migrations.AlterField("feed", "name", models.CharField(max_length=20)), True),
        (migrations.AlterField("feed", "name", models.CharField(max_length=10, null=True)), True),
        (migrations.AlterField("feed", "name", models.CharField(max_length=9)), False),
        (migrations.AlterField("feed", "name", models.CharField(max_length=10, unique=True)),
         False),
        (migrations.AlterField("feed", "name", models.IntegerField()), False),
        (migrations.RemoveField("feed", "name"), False),
        (migrations.RenameField("feed", "name", "called"), False),
        (migrations.DeleteModel("Feed"), False),
        (migrations.RenameModel("Feed", "Line"), False),
        (migrations.AddIndex("feed", models.Index(fields=["name"], name="feed_name")), False),
        (migrations.AddConstraint("feed",
         models.UniqueConstraint(fields=["name"], name="feed_once")), False),
        (migrations.RunSQL("DROP TABLE wire_feed"), False),
        (migrations.RunPython(migrations.RunPython.noop), False),
        (AddIndexWithoutLock("feed", models.Index(fields=["name"], name="feed_name")), True),
    ],
)  # fmt: skip
def test_what_old_code_would_mind_is_told_from_what_it_would_not(operation, is_fine):
    assert (complaint(operation, PAST, "wire", is_atomic=False) == "") is is_fine


def test_an_index_built_without_lock_is_in_no_transaction():
    index = AddIndexWithoutLock("feed", models.Index(fields=["name"], name="feed_name"))
    assert complaint(index, PAST, "wire", is_atomic=True)
