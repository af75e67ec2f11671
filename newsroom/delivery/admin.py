"""Background work in the admin: for the administrator to see, for nobody to change."""

from django.contrib import admin
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from newsroom.publishing.permissions import KeptAdmin

# The package offers its own to whoever is a superuser; ours goes by the table.
admin.site.unregister(DBTaskResult)


@admin.register(DBTaskResult)
class TaskResultAdmin(KeptAdmin, DBTaskResultAdmin):
    """What the workers did, and what failed."""

    list_display = (
        "task_path", "status", "enqueued_at", "started_at", "finished_at",
    )  # type: ignore[assignment]  # fmt: skip
    list_filter = ("status",)  # type: ignore[assignment]
    ordering = ["-enqueued_at"]
