"""The people of the newsroom in the admin; ``publishing.admin.people`` adds their roles."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from newsroom.staff.models import User
from newsroom.staff.signin import SignInForm, end_sessions

admin.site.login_form = SignInForm
admin.site.site_title = admin.site.site_header = settings.NEWSROOM_SITE_NAME
admin.site.index_title = "What needs doing"
# Roles are memberships here; groups would be a second answer to the same question.
admin.site.unregister(Group)


class PersonAdmin(UserAdmin):
    """People sign in, are deactivated when they leave, and are never deleted."""

    list_display = ["username", "name_in_records", "email", "is_active", "last_login"]
    list_filter = ["is_active", "is_superuser"]
    search_fields = ["username", "printed_name", "first_name", "last_name", "email"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    actions = ["deactivate", "sign_out_everywhere"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Name", {"fields": ["printed_name", "first_name", "last_name", "email"]}),
        (
            "Sign-in",
            {"fields": ["is_active", "is_staff", "is_superuser", "last_login", "date_joined"]},
        ),
    ]
    add_fieldsets = [
        (
            None,
            {"fields": ["username", "printed_name", "usable_password", "password1", "password2"]},
        ),
    ]

    @admin.display(description="name in records")
    def name_in_records(self, user: User) -> str:
        return user.name_in_records

    # --- Who may touch whom ---

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody but a superuser changes a superuser: whoever did could become one."""
        if obj is not None and obj.is_superuser and not _is_superuser(request):
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        fields = [*super().get_readonly_fields(request, obj)]
        if not _is_superuser(request):
            fields.append("is_superuser")
        if obj is not None and obj.pk == request.user.pk:
            # One careless click would lock its author out.
            fields += ["is_active", "is_staff", "is_superuser"]
        return fields

    # --- Acts ---

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
        if change and not (obj.is_active and obj.is_staff):
            end_sessions(obj)

    @admin.action(
        description="Deactivate: sign out everywhere, no more signing in", permissions=["change"]
    )
    def deactivate(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for user in self._touchable(request, people):
            user.is_active = False
            user.save(update_fields=["is_active"])
            end_sessions(user)
            self.note_act(request, user, "deactivate")
            self.message_user(request, f"{user} is deactivated and signed out everywhere.")

    @admin.action(description="Sign out everywhere", permissions=["change"])
    def sign_out_everywhere(self, request: HttpRequest, people: QuerySet[User]) -> None:
        for user in self._touchable(request, people):
            count = end_sessions(user)
            self.note_act(request, user, "sign_out")
            self.message_user(request, f"{user} is signed out ({count} sessions ended).")

    def note_act(self, request: HttpRequest, user: User, verb: str) -> None:
        """For the audit, which lies above this floor."""

    def _touchable(self, request: HttpRequest, people: QuerySet[User]) -> list[User]:
        """Those of ``people`` whom the asker may change; says why the others are left."""
        allowed = []
        for user in people:
            if user.pk == request.user.pk:
                self.message_user(request, "You cannot do this to yourself.", messages.WARNING)
            elif not self.has_change_permission(request, user):
                refusal = f"{user} is a superuser; ask another superuser."
                self.message_user(request, refusal, messages.WARNING)
            else:
                allowed.append(user)
        return allowed


def _is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and bool(getattr(request.user, "is_superuser", False))
