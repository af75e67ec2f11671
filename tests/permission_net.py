"""The net that asks every page behind the sign-in as everybody, and compares with the table.

A *page* is a route with what stands in its address filled in: ``publishing_section_change``, or
with what it is about after a colon: ``articles_article_publish:own``.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import lxml.html
from django.apps import apps
from django.contrib import admin
from django.db import connection, models, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

SIGN_IN = "/admin/login/"
# Written by the way: signing in, and the messages that the next page shows.
NOT_COMPARED = frozenset({"sessions.session", "contenttypes.contenttype", "admin.logentry"})


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the URL configuration."""

    pattern: str
    name: str
    callback: Any

    @property
    def is_behind_sign_in(self) -> bool:
        return self.pattern.startswith("admin/")

    @property
    def page(self) -> str:
        """The name under which the table knows it."""
        if self.name:
            return self.name
        if self.pattern.endswith("<path:object_id>/"):
            return "(old address of a form)"
        return "(anything else)"


def routes(resolver: URLResolver | None = None, before: str = "") -> Iterator[Route]:
    """Every route that the resolver knows."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, pattern)
        elif isinstance(entry, URLPattern):
            yield Route(pattern, entry.name or "", entry.callback)


def autocompleted() -> set[str]:
    """The models that some form of the admin looks up by autocomplete."""
    found = set()
    for model_admin in admin.site._registry.values():
        forms = [
            model_admin,
            *(inline(model_admin.model, admin.site) for inline in model_admin.inlines),
        ]
        for form in forms:
            names = {*form.autocomplete_fields, *getattr(form, "autocompleted", ())}
            for name in names:
                target: Any = form.model._meta.get_field(name).remote_field
                found.add(target.model._meta.label_lower)
    return found


def pages_to_list(resolver: URLResolver | None = None) -> set[str]:
    """What the table must name: every route behind the sign-in, and each app and autocomplete."""
    names = {route.page for route in routes(resolver) if route.is_behind_sign_in}
    names -= {"app_list", "autocomplete"}
    labels = {model._meta.app_label for model in admin.site._registry}
    return (
        names
        | {f"app_list:{label}" for label in labels}
        | {f"autocomplete:{label}" for label in autocompleted()}
    )


def unlisted(listed: set[str], public: frozenset[str], resolver: Any = None) -> set[str]:
    """Routes that neither the table nor the list of public pages names."""
    outside = {
        route.name or route.pattern for route in routes(resolver) if not route.is_behind_sign_in
    }
    known = {page.partition(":")[0] for page in listed}
    behind = {
        page
        for page in pages_to_list(resolver)
        if page not in listed and page not in known - {"app_list", "autocomplete"}
    }
    return behind | (outside - public)


def without_token_check(resolver: Any = None) -> set[str]:
    """Routes whose view takes forms from anywhere."""
    return {
        route.name or route.pattern
        for route in routes(resolver)
        if getattr(route.callback, "csrf_exempt", False)
    }


# --- Asking ---


@dataclass
class Paper:
    """The rows that pages are about, and the addresses made of them."""

    addresses: dict[str, str]
    forged: dict[str, dict[str, Any]] = field(default_factory=dict)


class Person:
    """Somebody with a browser: one that sends the token, and one that a forger uses."""

    def __init__(self, name: str, user: Any) -> None:
        self.name = name
        self.user = user
        self.client = Client(raise_request_exception=False)
        self.forger = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.signed_in = {name: cookie.value for name, cookie in self.client.cookies.items()}

    def get(self, address: str) -> Any:
        return self._fresh(self.client).get(address)

    def post(self, address: str, data: dict[str, Any]) -> Any:
        return self._fresh(self.client).post(address, data)

    def post_without_token(self, address: str, data: dict[str, Any]) -> Any:
        return self._fresh(self.forger).post(address, data)

    def _fresh(self, client: Client) -> Client:
        """Signed in as at first, whatever the last page did to the cookies."""
        client.cookies.clear()
        client.cookies.load(self.signed_in)
        return client


def answer(response: HttpResponseBase) -> str:
    """The response in the table's words; anything else as its number."""
    _read(response)
    code = response.status_code
    if code == 302:
        to = response.headers["Location"]
        return "login" if to.startswith(SIGN_IN) else "ok"
    if code in {200, 301, 304, 409, 422}:
        return "ok"
    return {403: "no"}.get(code, str(code))


def _read(response: Any) -> None:
    """A file that nobody reads stays open."""
    if response.streaming:
        response.getvalue()


def snapshot() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    return {
        model._meta.label_lower: [
            tuple(map(repr, row)) for row in model._base_manager.order_by("pk").values_list()
        ]
        for model in _tables()
    }


def _tables() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.label_lower not in NOT_COMPARED]


def differences(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    return [label for label, kept in before.items() if after[label] != kept]


class _Undone(Exception):  # noqa: N818  (it only ends a transaction)
    pass


def undone(act: Callable[[], str]) -> str:
    """What ``act`` says, with everything that it wrote taken back."""
    said = ""
    try:
        with transaction.atomic():
            said = act()
            raise _Undone
    except _Undone:
        return said


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements within that may have changed a row."""
    found: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        if not sql.lstrip("( ").startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            found.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield found


def faults(table: dict[tuple[str, str], dict[str, str]], paper: Paper, person: Person) -> list[str]:
    """Every cell in which ``person`` gets another answer than the table says, or changes a row."""
    found = []
    before = snapshot()
    for (page, method), answers in table.items():
        ask = partial(_fault, paper, person, page, method, answers[person.name], before)
        if wrong := undone(ask):
            found.append(f"{person.name} {method} {page}: {wrong}")
    return found


def _fault(
    paper: Paper, person: Person, page: str, method: str, want: str, before: dict[str, list[Any]]
) -> str:
    address, data = paper.addresses[page], paper.forged.get(page, {})
    with writes() as written:
        response = person.get(address) if method == "GET" else person.post(address, data)
    got = answer(response)
    if got != ("ok" if want == "does" else want):
        return f"{got} instead of {want}"
    # To read every row again takes long, so only if there was something to be read.
    if want != "does" and written and (changed := differences(before, snapshot())):
        return f"it changed {', '.join(changed)}"
    return ""


def open_to_forgers(paper: Paper, person: Person) -> list[str]:
    """Pages that take a form of ``person`` without the token."""
    found = []
    for page, data in paper.forged.items():
        code = person.post_without_token(paper.addresses[page], data).status_code
        if code != 403:
            found.append(f"{page}: {code} for a form without a token")
    return found


# --- Forms as a person with every right would send them ---


def form_of(client: Client, address: str) -> dict[str, Any]:
    """The largest form of the page at ``address``, filled in as it stands there."""
    response = client.get(address)
    _read(response)
    if (
        response.status_code != 200
        or response.streaming
        or "html" not in response.headers["Content-Type"]
    ):
        return {}
    forms = [
        form
        for form in lxml.html.fromstring(response.content).forms
        if form.method == "POST" and form.get("id") != "logout-form"
    ]
    fields: list[Any] = max((form.form_values() for form in forms), key=len, default=[])
    filled: dict[str, Any] = {}
    for name, value in fields:
        filled.setdefault(name, []).append(value)
    filled.pop("csrfmiddlewaretoken", None)
    return filled


def admin_address(name: str, *args: Any) -> str:
    return reverse(f"admin:{name}", args=args)
