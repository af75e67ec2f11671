"""The same verb for many stories: each asked by itself, each refusal told."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.admin import action
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from newsroom.publishing import workflow
from newsroom.publishing.admin import access
from newsroom.publishing.models import Section
from newsroom.publishing.workflow.act import locked

if TYPE_CHECKING:
    from newsroom.publishing.admin.story import StoryAdmin

# More than this many at once are asked about twice; more than the other are not done at all.
ASK_AGAIN_ABOVE = 20
MOST = 200


@action(description="Submit for review")
def submit_selected(admin: "StoryAdmin", request: HttpRequest, stories: QuerySet[Any]) -> None:
    _each(admin, request, "submit", _versions(stories))


@action(description="Approve")
def approve_selected(admin: "StoryAdmin", request: HttpRequest, stories: QuerySet[Any]) -> None:
    _each(admin, request, "approve", _versions(stories))


@action(description="Publish…")
def publish_selected(
    admin: "StoryAdmin", request: HttpRequest, stories: QuerySet[Any]
) -> HttpResponse | None:
    return _ask(admin, request, "publish", stories)


@action(description="Set section…")
def set_section(
    admin: "StoryAdmin", request: HttpRequest, stories: QuerySet[Any]
) -> HttpResponse | None:
    return _ask(admin, request, "section", stories)


ACTIONS = (submit_selected, approve_selected, publish_selected, set_section)


class SectionForm(forms.Form):
    """Where the stories go."""

    section = forms.ModelChoiceField(Section.objects.all())


def urls(admin: "StoryAdmin") -> list[URLPattern]:
    name = f"{admin.opts.app_label}_{admin.opts.model_name}_bulk"
    return [path("bulk/", admin.admin_site.admin_view(partial(_confirmed, admin)), name=name)]


def _versions(stories: QuerySet[Any]) -> dict[int, int]:
    """Which stories, and in which version each was seen."""
    return dict(stories.order_by().values_list("pk", "lock_version")[: MOST + 1])


def _ask(
    admin: "StoryAdmin", request: HttpRequest, what: str, stories: QuerySet[Any],
    form: forms.Form | None = None,
) -> HttpResponse | None:  # fmt: skip
    chosen = list(stories[: MOST + 1])
    if len(chosen) > MOST:
        messages.error(request, f"That is too many at once; choose {MOST} at most.")
        return None
    context = {
        **admin.admin_site.each_context(request),
        "title": "Publish the selected stories" if what == "publish" else "Set the section",
        "opts": admin.opts,
        "what": what,
        "stories": chosen,
        "ask_again": what == "publish" and len(chosen) > ASK_AGAIN_ABOVE,
        "form": form or (SectionForm() if what == "section" else None),
        "action_url": _own_url(admin, "bulk"),
        "back": _own_url(admin, "changelist"),
    }
    return render(request, "admin/publishing/bulk.html", context)


def _own_url(admin: "StoryAdmin", name: str) -> str:
    return reverse(f"{admin.admin_site.name}:{admin.opts.app_label}_{admin.opts.model_name}_{name}")


def _confirmed(admin: "StoryAdmin", request: HttpRequest) -> HttpResponse:
    response: HttpResponse = _confirmed_view(request, admin)
    return response


@require_POST
def _confirmed_view(request: HttpRequest, admin: "StoryAdmin") -> HttpResponse:
    if not admin.has_change_permission(request):
        raise PermissionDenied
    what = request.POST.get("what", "")
    seen = _seen(request.POST.getlist("story"))
    stories = admin.get_queryset(request).filter(pk__in=seen)
    form = SectionForm(request.POST) if what == "section" else None
    unsure = what == "publish" and len(seen) > ASK_AGAIN_ABOVE and "sure" not in request.POST
    if what not in {"publish", "section"} or len(seen) > MOST:
        return HttpResponseRedirect(_own_url(admin, "changelist"))
    if unsure or (form is not None and not form.is_valid()):
        return _ask(admin, request, what, stories, form) or HttpResponseRedirect(".")
    _each(admin, request, what, seen, section=form.cleaned_data["section"] if form else None)
    return HttpResponseRedirect(_own_url(admin, "changelist"))


def _seen(posted: list[str]) -> dict[int, int]:
    """``["7.3"]``: story 7 as of version 3."""
    pairs = [text.partition(".") for text in posted]
    return {int(pk): int(v) for pk, _, v in pairs if pk.isdecimal() and v.isdecimal()}


def _each(
    admin: "StoryAdmin", request: HttpRequest, what: str, seen: dict[int, int],
    section: Section | None = None,
) -> None:  # fmt: skip
    """Each story in a transaction of its own; what was refused is told with its reason."""
    done = 0
    for story in admin.model._default_manager.filter(pk__in=seen).order_by("pk"):
        try:
            with transaction.atomic():
                _one(admin, request, what, story, seen[story.pk], section)
        except workflow.WorkflowError as refusal:
            messages.warning(request, f"“{story}”: {refusal}")
        else:
            done += 1
    if done:
        words = {"submit": "submitted", "approve": "approved", "publish": "published"}
        told = words.get(what) or f"put into {section}"
        stories = "1 story" if done == 1 else f"{done} stories"
        messages.success(request, f"{stories} {told}.")


def _one(
    admin: "StoryAdmin", request: HttpRequest, what: str, story: Any, version: int,
    section: Section | None,
) -> None:  # fmt: skip
    by = access.user_of(request)
    row = locked(story)
    if row.lock_version != version:
        raise workflow.WorkflowError("It was changed since you chose it; look at it again.")
    if what == "section":
        _move(admin, request, row, section)
    elif what == "publish":
        # Never as an update: a bulk action moves no stamp (R3).
        workflow.publish(row, by=by)
    else:
        {"submit": workflow.submit, "approve": workflow.approve}[what](row, by=by)


def _move(admin: "StoryAdmin", request: HttpRequest, row: Any, section: Section | None) -> None:
    if not access.may_change(request, row):
        raise workflow.WorkflowError("You may not change this story; ask an editor who may.")
    row.section = section
    row.save(update_fields=["section"])
    admin.log_change(request, row, [{"changed": {"fields": ["section"]}}])
