"""A story's history: its editions, and who did what to it; any two editions side by side."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_safe

from newsroom.publishing.admin import status
from newsroom.publishing.admin.compare import changes
from newsroom.publishing.admin.dialogs import story_or_404
from newsroom.publishing.admin.saving import DONE
from newsroom.publishing.models import AuditEntry, Edition, Story

if TYPE_CHECKING:
    from newsroom.publishing.admin.story import StoryAdmin

_LONGEST = 200


def urls(admin: "StoryAdmin") -> list[URLPattern]:
    name = f"{admin.opts.app_label}_{admin.opts.model_name}_compare"
    view = admin.admin_site.admin_view(partial(_compare, admin))
    return [path("<int:object_id>/history/compare/", view, name=name)]


def history_view(admin: "StoryAdmin", request: HttpRequest, object_id: str) -> HttpResponse:
    """Editions, newest first, and everything that was done to the story."""
    response: HttpResponse = _history(request, admin, object_id)
    return response


@require_safe
def _history(request: HttpRequest, admin: "StoryAdmin", object_id: str) -> HttpResponse:
    if not object_id.isdecimal():
        raise Http404
    story = story_or_404(admin, request, int(object_id))
    editions = Edition.objects.of(story.uid).order_by("-id")[:_LONGEST]
    context = {
        **admin.admin_site.each_context(request),
        "title": f"History: {story}",
        "opts": admin.opts,
        "story": story,
        "back": admin.story_url(story.pk),
        "compare_url": admin.dialog_url("compare", story.pk),
        "preview_url": admin.dialog_url("preview", story.pk),
        "editions": [(edition, _when(edition)) for edition in editions],
        "acts": _acts(story),
    }
    return render(request, "admin/publishing/history.html", context)


def _when(edition: Edition) -> str:
    if edition.state == Edition.State.WAITING:
        return f"waits for {status.in_words(edition.due_at, exactly=True)}"
    if edition.state == Edition.State.ENDED:
        return f"did not go live: {edition.ended_because}"
    return status.in_words(edition.at, exactly=True)


def _acts(story: Story) -> list[dict[str, Any]]:
    """Verbs from the audit and saves from the admin's log, newest first."""
    audit = AuditEntry.objects.filter(story_uid=story.uid).order_by("-id")[:_LONGEST]
    saves = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(story), object_id=str(story.pk)
    ).select_related("user").order_by("-id")[:_LONGEST]  # fmt: skip
    acts: list[dict[str, Any]] = [
        {"at": act.at, "who": act.by_name, "what": _what(act), "why": act.reason} for act in audit
    ]
    acts += [
        {"at": save.action_time, "who": str(save.user), "what": "saved", "why": _fields(save)}
        for save in saves
    ]
    acts.sort(key=lambda act: act["at"], reverse=True)
    return [{**act, "at": status.in_words(act["at"], exactly=True)} for act in acts[:_LONGEST]]


def _what(act: AuditEntry) -> str:
    kind = act.after.get("kind") if isinstance(act.after, dict) else None
    done = DONE.get(act.verb, act.verb)
    return f"{done} ({kind})" if kind else done


def _fields(save: LogEntry) -> str:
    return "began the story" if save.is_addition() else save.get_change_message()


def _compare(admin: "StoryAdmin", request: HttpRequest, object_id: int) -> HttpResponse:
    response: HttpResponse = _compare_view(request, admin, object_id)
    return response


@require_safe
def _compare_view(request: HttpRequest, admin: "StoryAdmin", object_id: int) -> HttpResponse:
    """Two sides, each an edition's id or "now" for the working copy."""
    story = story_or_404(admin, request, object_id)
    sides = [_side(story, request.GET.get(name, "")) for name in ("from", "to")]
    context = {
        **admin.admin_site.each_context(request),
        "title": f"What changed: {story}",
        "opts": admin.opts,
        "story": story,
        "back": admin.story_url(story.pk),
        "history_url": admin.dialog_url("history", story.pk),
        "labels": [label for label, _ in sides],
        "changes": changes(sides[0][1], sides[1][1]),
    }
    return render(request, "admin/publishing/compare.html", context)


def _side(story: Story, asked: str) -> tuple[str, dict[str, Any]]:
    if asked == "now":
        return "the working copy", story.content()
    edition = None
    if asked.isdecimal():
        edition = Edition.objects.of(story.uid).filter(pk=asked).first()
    if edition is None:
        raise Http404
    number = f"edition {edition.number}" if edition.number else "the scheduled edition"
    return f"{number} ({edition.get_kind_display()}, {_when(edition)})", edition.content
