"""The verbs as dialogs: each a page of its own that shows what it will do before it does it."""

from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from newsroom.publishing import workflow
from newsroom.publishing.admin import access, saving, status
from newsroom.publishing.admin.dialog_forms import KindForm, ScheduleForm
from newsroom.publishing.admin.prospect import Prospect
from newsroom.publishing.admin.verbs import DIALOGS
from newsroom.publishing.models import Story
from newsroom.publishing.stamps import NEEDS_NOTE, Kind
from newsroom.publishing.workflow.act import locked

if TYPE_CHECKING:
    from newsroom.publishing.admin.story import StoryAdmin


def urls(admin: "StoryAdmin") -> list[URLPattern]:
    name = f"{admin.opts.app_label}_{admin.opts.model_name}"
    return [
        path(
            f"<int:object_id>/{verb.replace('_', '-')}/",
            admin.admin_site.admin_view(partial(_view, admin, verb=verb)),
            name=f"{name}_{verb}",
        )
        for verb in DIALOGS
    ]


def offered(admin: "StoryAdmin", request: HttpRequest, story: Story) -> list[dict[str, Any]]:
    """The dialogs that fit the story's state and that the user's role allows, in their order."""
    return [
        {"verb": verb, "dialog": dialog, "url": admin.dialog_url(verb, story.pk)}
        for verb, dialog in DIALOGS.items()
        if dialog.fits(story) and access.may_act(request, verb, story)
    ]


def offered_at_once(request: HttpRequest) -> list[dict[str, Any]]:
    """The dialogs that a story which is still to be saved may lead to."""
    rights = access.rights_of(request)
    return [
        {"verb": verb, "dialog": DIALOGS[verb]}
        for verb in ("publish", "schedule", "submit")
        if rights.may(verb)
    ]


def version_of(story: Story) -> str:
    """What a dialog was shown for: any save, verb or schedule since makes it stale."""
    waiting = story.waiting_edition
    return f"{story.lock_version}.{waiting.pk if waiting else 0}"


def story_or_404(admin: "StoryAdmin", request: HttpRequest, object_id: int) -> Any:
    """The story, for someone who may read it; the secondary views ask here."""
    if not access.may_read(request):
        raise PermissionDenied
    story = admin.get_queryset(request).filter(pk=object_id).first()
    if story is None:
        raise Http404
    return story


@require_http_methods(["GET", "HEAD", "POST"])
def _dialog_view(
    request: HttpRequest, admin: "StoryAdmin", object_id: int, verb: str
) -> HttpResponse:
    story = story_or_404(admin, request, object_id)
    if not access.may_act(request, verb, story):
        raise PermissionDenied
    if request.method != "POST":
        return _shown(admin, request, story, verb, _form(request, story, verb))
    return _done(admin, request, story, verb)


def _view(admin: "StoryAdmin", request: HttpRequest, object_id: int, verb: str) -> HttpResponse:
    response: HttpResponse = _dialog_view(request, admin, object_id, verb)
    return response


def _done(admin: "StoryAdmin", request: HttpRequest, story: Any, verb: str) -> HttpResponse:
    form = _form(request, story, verb)
    if not form.is_valid():
        return _shown(admin, request, story, verb, form, code=422)
    try:
        with transaction.atomic():
            row = locked(story)
            if form.cleaned_data["version"] != version_of(row):
                raise _StaleDialog
            done = DIALOGS[verb].act(row, access.user_of(request), form.cleaned_data)
    except _StaleDialog:
        fresh = story_or_404(admin, request, story.pk)
        again = _form(request, fresh, verb, keep=request.POST)
        stale = f"The story has changed since you opened this page: {saving.last_touch(fresh)}."
        return _shown(admin, request, fresh, verb, again, stale=stale, code=409)
    except workflow.WorkflowError as refusal:
        form.add_error(None, str(refusal))
        return _shown(admin, request, story, verb, form, code=422)
    messages.success(request, done)
    return HttpResponseRedirect(admin.story_url(story.pk))


class _StaleDialog(Exception):  # noqa: N818  (it tells of a state, and never leaves this module)
    """The story is not what the dialog showed."""


def _form(request: HttpRequest, story: Any, verb: str, keep: Any = None) -> Any:
    """The dialog's form: bound to what was posted, or fresh with what ``keep`` has to say."""
    form_class = DIALOGS[verb].form
    options: dict[str, Any] = {}
    initial: dict[str, Any] = {"version": version_of(story)}
    if issubclass(form_class, KindForm):
        kinds = kinds_for(request, story, verb)
        initial["kind"] = kinds[0] if kinds else ""
        options["kinds"] = kinds
        if verb != "reclassify":
            prospect = Prospect.of(story, timezone.now())
            options["readers_text_changed"] = prospect.readers_text_changed
    if issubclass(form_class, ScheduleForm):
        initial["at"] = _proposed_time(story)
    if request.method == "POST" and keep is None:
        return form_class(request.POST, **options)
    kept = {name: keep[name] for name in ("kind", "note", "reason") if keep and name in keep}
    return form_class(initial={**initial, **kept}, **options)


def _proposed_time(story: Story) -> Any:
    now = timezone.now()
    due_at = getattr(story, "due_at", None)
    meant = (due_at, story.embargo_until, story.planned_for)
    return next((at for at in meant if at and at > now), None)


def kinds_for(request: HttpRequest, story: Story, verb: str) -> list[Kind]:
    """The kinds that this user may choose for this story, the default first."""
    if verb == "reclassify":
        last = Prospect.of(story, timezone.now()).last
        if last is None or last.kind == Kind.FIRST:
            return []
        told = Kind(last.kind) in NEEDS_NOTE
        return [Kind(last.kind), *(
            kind for kind in Kind
            if kind not in {Kind.FIRST, last.kind} and (not told or kind in NEEDS_NOTE)
        )]  # fmt: skip
    if story.first_published_at is None:
        return [Kind.FIRST]
    if verb == "publish" and not access.rights_of(request).may("publish", story):
        return [Kind.MINOR]
    return [kind for kind in Kind if kind is not Kind.FIRST]


def _shown(
    admin: "StoryAdmin", request: HttpRequest, story: Any, verb: str, form: Any, *,
    stale: str = "", code: int = 200,
) -> HttpResponse:  # fmt: skip
    dialog = DIALOGS[verb]
    now = timezone.now()
    context = {
        **admin.admin_site.each_context(request),
        "title": f"{dialog.title}: {story}",
        "opts": admin.opts,
        "story": story,
        "verb": verb,
        "dialog": dialog,
        "fits": dialog.fits(story),
        "form": form,
        "stale": stale,
        "marks": status.show(status.marks(story, now)),
        "back": admin.story_url(story.pk),
        "last_touch": saving.last_touch(story),
    }
    if isinstance(form, KindForm) or dialog.publishes:
        context |= _outlook(admin, request, story, verb, form, now)
    return render(request, "admin/publishing/dialog.html", context, status=code)


def _outlook(
    admin: "StoryAdmin", request: HttpRequest, story: Any, verb: str, form: Any, now: Any
) -> dict[str, Any]:
    """What readers will see, what changes for them, and what stands in the way."""
    at = now
    if verb == "schedule":
        at = (form.cleaned_data.get("at") if form.is_bound and form.is_valid() else None) or max(
            now, story.embargo_until or now
        )
    prospect = Prospect.of(story, at)
    shown: dict[str, Any] = {
        "prospect": prospect,
        "offers": prospect.offers(kinds_for(request, story, verb)) if "kind" in form.fields else [],
        "chosen_kind": form["kind"].value() if "kind" in form.fields else "",
    }
    if DIALOGS[verb].publishes:
        shown |= {
            "preview_url": admin.dialog_url("preview", story.pk),
            "refusals": prospect.refusals,
            "changes": prospect.changes,
        }
    return shown
