"""People in the admin: who may touch whom, and what deactivation ends."""

from typing import Any

import pytest
from django.test import Client

from newsroom.publishing.models import AuditEntry, Membership
from newsroom.staff.models import User
from tests import factories
from tests.permission_net import admin_address, form_of

pytestmark = pytest.mark.django_db


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _save(client: Client, person: User, **changes: Any) -> Any:
    address = admin_address("staff_user_change", person.pk)
    data = {**form_of(client, address), **changes}
    return client.post(address, {name: value for name, value in data.items() if value is not None})


_A_ROLE = {
    "memberships-TOTAL_FORMS": "1",
    "memberships-INITIAL_FORMS": "0",
    "memberships-0-role": "chief_editor",
}


def test_an_administrator_gives_a_role_and_the_audit_says_so(
    administrator: User, reporter: User
) -> None:
    Membership.objects.filter(user=reporter).delete()

    response = _save(_signed_in(administrator), reporter, **_A_ROLE)

    assert response.status_code == 302
    assert reporter.memberships.get().role == "chief_editor"
    entry = AuditEntry.objects.get(verb="change_roles")
    assert entry.by == administrator
    assert entry.before == {"roles": []}
    assert entry.after == {"roles": ["chief editor (the whole paper)"]}


def test_an_administrator_gives_no_role_to_themselves(administrator: User) -> None:
    _save(_signed_in(administrator), administrator, **_A_ROLE)

    assert [member.role for member in administrator.memberships.all()] == ["administrator"]


def test_an_administrator_makes_nobody_a_superuser(administrator: User, reporter: User) -> None:
    client = _signed_in(administrator)
    _save(client, reporter, is_superuser="on")
    _save(client, administrator, is_superuser="on")

    assert not User.objects.filter(is_superuser=True).exists()


def test_a_superuser_makes_a_superuser_and_the_audit_says_so(
    superuser: User, reporter: User
) -> None:
    _save(_signed_in(superuser), reporter, is_superuser="on")

    reporter.refresh_from_db()
    assert reporter.is_superuser
    entry = AuditEntry.objects.get(verb="change_user")
    assert (entry.before, entry.after) == ({"is_superuser": False}, {"is_superuser": True})


def _deactivate(client: Client, *people: User) -> None:
    client.post(
        admin_address("staff_user_changelist"),
        {"action": "deactivate", "_selected_action": [person.pk for person in people]},
    )


def test_a_deactivated_person_is_signed_out_at_once_and_for_good(
    administrator: User, reporter: User
) -> None:
    tab = _signed_in(reporter)
    assert tab.get(admin_address("index")).status_code == 200

    _deactivate(_signed_in(administrator), reporter)
    assert tab.get(admin_address("index")).status_code == 302

    # The session does not come back with the person.
    User.objects.filter(pk=reporter.pk).update(is_active=True)
    assert tab.get(admin_address("index")).status_code == 302
    assert AuditEntry.objects.get(verb="deactivate").subject == str(reporter)


def test_the_others_stay_signed_in(administrator: User, reporter: User, sub_editor: User) -> None:
    tab = _signed_in(sub_editor)
    _deactivate(_signed_in(administrator), reporter)
    assert tab.get(admin_address("index")).status_code == 200


def test_nobody_deactivates_themselves_nor_an_administrator_a_superuser(
    administrator: User, superuser: User
) -> None:
    _deactivate(_signed_in(administrator), administrator, superuser)

    assert User.objects.filter(is_active=True).count() == 2


def test_unchecking_active_in_the_form_signs_out_too(administrator: User, reporter: User) -> None:
    tab = _signed_in(reporter)
    _save(_signed_in(administrator), reporter, is_active=None)
    User.objects.filter(pk=reporter.pk).update(is_active=True)
    assert tab.get(admin_address("index")).status_code == 302


def test_a_new_person_may_sign_in_and_has_no_rights_yet(administrator: User) -> None:
    client = _signed_in(administrator)
    address = admin_address("staff_user_add")
    data = {
        **form_of(client, address),
        "username": "newcomer",
        "password1": factories.PASSWORD,
        "password2": factories.PASSWORD,
    }

    client.post(address, data)

    newcomer = User.objects.get(username="newcomer")
    assert newcomer.is_staff
    assert not newcomer.memberships.exists()
    assert Client().login(username="newcomer", password=factories.PASSWORD)


def test_setting_a_password_is_in_the_audit_without_the_password(
    administrator: User, reporter: User
) -> None:
    client = _signed_in(administrator)
    address = admin_address("auth_user_password_change", reporter.pk)
    new = "another long tide of words"

    client.post(address, {"password1": new, "password2": new, "usable_password": "true"})

    entry = AuditEntry.objects.get(verb="set_password")
    assert entry.subject == str(reporter)
    assert new not in f"{entry.before} {entry.after} {entry.reason}"
