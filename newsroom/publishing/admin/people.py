"""People and their roles: an administrator's work, and every change of it is in the audit."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from newsroom.publishing.models import AuditEntry, Membership
from newsroom.publishing.permissions import RecordAdmin, RecordInline, rights_of
from newsroom.staff.admin import PersonAdmin
from newsroom.staff.models import User

_FLAGS = ("is_active", "is_staff", "is_superuser")


class MembershipInline(RecordInline):
    """The roles of the person whose form it stands in."""

    model = Membership
    verbose_name = "role"
    verbose_name_plural = "roles"
    extra = 0
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_others(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_others(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_others(request, obj) and super().has_delete_permission(request, obj)

    def _is_others(self, request: HttpRequest, person: Any) -> bool:
        """Nobody gives a role to themselves; a superuser needs none."""
        is_own = person is not None and person.pk == request.user.pk
        return not is_own or rights_of(request).everything


@admin.register(User)
class UserAdmin(RecordAdmin, PersonAdmin):
    """A person's sign-in and roles."""

    inlines = [MembershipInline]
    list_display = [*PersonAdmin.list_display[:2], "roles", *PersonAdmin.list_display[2:]]
    list_filter = ["memberships__role", *PersonAdmin.list_filter]

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).prefetch_related("memberships__sections")

    @admin.display(description="roles")
    def roles(self, user: User) -> str:
        return "; ".join(_roles_of(user))

    # PersonAdmin knows whom nobody may touch, the table knows whose work it is: both must agree.

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_barred = obj is not None and obj.is_superuser and not rights_of(request).everything
        return not is_barred and self._may(request, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # --- The audit ---

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        before = {flag: form.initial.get(flag) for flag in _FLAGS if change}
        changed = [flag for flag in _FLAGS if flag in form.changed_data]
        if not change:
            _record(request, "add_user", obj)
        elif changed:
            _record(
                request, "change_user", obj,
                before={flag: before[flag] for flag in changed},
                after={flag: getattr(obj, flag) for flag in changed},
            )  # fmt: skip

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        before = _roles_of(User.objects.get(pk=form.instance.pk))
        super().save_related(request, form, formsets, change)
        after = _roles_of(User.objects.get(pk=form.instance.pk))
        if before != after:
            _record(
                request, "change_roles", form.instance,
                before={"roles": before}, after={"roles": after},
            )  # fmt: skip

    @transaction.atomic
    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  (Django's name)
        form_url: str = "",
    ) -> HttpResponse:
        before: Any = self.get_object(request, unquote(id))
        response: HttpResponse = super().user_change_password(request, id, form_url)
        after: Any = self.get_object(request, unquote(id))
        if before is not None and before.password != after.password:
            _record(request, "set_password", after)
        return response

    def note_act(self, request: HttpRequest, user: User, verb: str) -> None:
        _record(request, verb, user)


def _roles_of(user: User) -> list[str]:
    """Such as ``desk editor (Sport, World)``, in the order of the alphabet."""
    return sorted(_in_words(member) for member in user.memberships.all())


def _in_words(member: Membership) -> str:
    places = sorted(section.name for section in member.sections.all())
    if member.opinion:
        places.append("opinion")
    return f"{member.get_role_display()} ({', '.join(places) or 'the whole paper'})"


def _record(request: HttpRequest, verb: str, subject: User, **what: Any) -> None:
    by: Any = request.user
    AuditEntry.objects.create(
        at=timezone.now(),
        verb=verb,
        by=by,
        by_name=by.name_in_records,
        subject=str(subject),
        **what,
    )
