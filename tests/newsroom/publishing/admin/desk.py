"""What the admin's tests share: signed-in clients, and forms filled in as a browser would."""

from typing import Any

from django.test import Client
from django.urls import reverse

from newsroom.publishing.models import Story


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url_of(story: Story, what: str = "change") -> str:
    meta = story._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{what}", args=[story.pk])


def list_url(story: Any, what: str = "changelist") -> str:
    return reverse(f"admin:{story._meta.app_label}_{story._meta.model_name}_{what}")


def filled_in(response: Any, **changes: Any) -> dict[str, Any]:
    """The story's form as the browser would send it back, with ``changes``."""
    forms = [response.context["adminform"].form]
    data: dict[str, Any] = {}
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            _fill(data, bound)
    return {**data, "_continue": "Save", **changes}


def _fill(data: dict[str, Any], bound: Any) -> None:
    value = bound.value()
    if hasattr(bound.field.widget, "decompress"):
        when, which = bound.field.widget.decompress(value)
        data[bound.html_name], data[f"{bound.html_name}_which"] = when, which
    elif isinstance(value, (list, tuple)) or hasattr(value, "all"):
        data[bound.html_name] = [getattr(each, "pk", each) for each in value]
    elif value is not None and value is not False:
        data[bound.html_name] = value


def version(response: Any) -> str:
    """The version that a dialog was shown for."""
    return str(response.context["form"]["version"].value())


def answer(client: Client, url: str, **fields: Any) -> Any:
    """Opens the dialog and confirms it."""
    shown = client.get(url)
    assert shown.status_code == 200, shown.status_code
    return client.post(url, {"version": version(shown), **fields})
