"""Who may see and change which records in the admin: one table, and the admins that obey it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from newsroom.publishing.long_lists import LongList
from newsroom.publishing.models import Role
from newsroom.publishing.rights import Rights

_SEE = frozenset({"view"})
_ADD = frozenset({"view", "add"})
_KEEP = frozenset({"view", "add", "change"})
_ALL = frozenset({"view", "add", "change", "delete"})

_EVERYONE: dict[Role, frozenset[str]] = dict.fromkeys(Role, _SEE)
_NEWS_STAFF: dict[Role, frozenset[str]] = {
    role: _SEE for role in Role if role != Role.ADMINISTRATOR
}
_SUPERVISION: dict[Role, frozenset[str]] = {Role.CHIEF_EDITOR: _SEE}

# What is not named here nobody may see. A superuser may do what any role may, and no more:
# records of what happened are nobody's to change.
RECORDS: dict[str, dict[Role, frozenset[str]]] = {
    "publishing.section": {**_EVERYONE, Role.CHIEF_EDITOR: _ALL},
    "publishing.topic": {**_EVERYONE, Role.DESK_EDITOR: _KEEP, Role.CHIEF_EDITOR: _ALL},
    "publishing.contributor": {**_EVERYONE, Role.DESK_EDITOR: _KEEP, Role.CHIEF_EDITOR: _ALL},
    "publishing.edition": _SUPERVISION,
    "publishing.auditentry": _SUPERVISION,
    "publishing.outboxmessage": _SUPERVISION,
    "publishing.notice": _SUPERVISION,
    "publishing.membership": {Role.ADMINISTRATOR: _ALL, Role.CHIEF_EDITOR: _SEE},
    "staff.user": {Role.ADMINISTRATOR: _KEEP, Role.CHIEF_EDITOR: _SEE},
    "media.image": {
        Role.REPORTER: _ADD,
        Role.SUB_EDITOR: _ADD,
        Role.DESK_EDITOR: _ADD,
        Role.PHOTO_EDITOR: _KEEP,
        Role.CHIEF_EDITOR: _KEEP,
        Role.WIRE_OPERATOR: _SEE,
    },
    "wire.source": {
        Role.WIRE_OPERATOR: _KEEP,
        Role.DESK_EDITOR: _SEE,
        Role.CHIEF_EDITOR: _SEE,
    },
    "wire.feed": {
        Role.WIRE_OPERATOR: _KEEP,
        Role.DESK_EDITOR: _SEE,
        Role.CHIEF_EDITOR: _SEE,
    },
    "wire.routingrule": {
        Role.WIRE_OPERATOR: _ALL,
        Role.DESK_EDITOR: _SEE,
        Role.CHIEF_EDITOR: _ALL,
    },
    "wire.delivery": _NEWS_STAFF,
    "wire.wirestory": _NEWS_STAFF,
    "wire.wireitem": _NEWS_STAFF,
    "django_tasks_database.dbtaskresult": {Role.ADMINISTRATOR: _SEE},
}


def may(rights: Rights, act: str, label: str) -> bool:
    """Whether these rights cover ``act`` (view, add, change, delete) on records such as

    ``publishing.section``.
    """
    row = RECORDS.get(label, {})
    if rights.everything:
        return any(act in acts for acts in row.values())
    return any(act in row.get(Role(role), ()) for role in rights.roles)


def rights_of(request: HttpRequest) -> Rights:
    """The rights of whoever asks, read once per request; none for someone not signed in."""
    kept: Rights | None = getattr(request, "newsroom_rights", None)
    user = request.user
    if not user.is_authenticated:
        return _NoRights()
    if kept is None or kept.user != user:
        kept = Rights(user)
        request.newsroom_rights = kept  # type: ignore[attr-defined]
    return kept


class _NoRights(Rights):
    """Of someone who is not signed in: ``Rights(None)`` would be the machine's."""

    def __init__(self) -> None:
        self.user = None
        self.everything = False
        self.memberships = []


class _AsksTheTable:
    """The four questions of Django's admin, answered by the table."""

    opts: Any

    def _may(self, request: HttpRequest, act: str) -> bool:
        return may(rights_of(request), act, self.opts.label_lower)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "add")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "delete")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "view")


class RecordAdmin(_AsksTheTable, LongList):
    """An admin of records whose permissions stand in the table above."""


class RecordInline(_AsksTheTable, admin.StackedInline[Any, Any]):
    """Records edited within another's form, by the same table."""

    def has_view_or_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, "view")


class KeptAdmin(RecordAdmin):
    """Records of what happened: to be read, never to be changed, whoever asks."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
