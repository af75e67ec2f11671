"""One agency story to be read: its versions, what was read of each beside the bytes, the upload."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from newsroom.publishing.models import Role
from newsroom.publishing.permissions import rights_of
from newsroom.text.language import direction
from newsroom.text.sanitize import clean_html, html_to_text
from newsroom.text.words import diff
from newsroom.wire import inbox, taker
from newsroom.wire.connections import came_by_itself
from newsroom.wire.deliveries import keep_large, payload_of
from newsroom.wire.files import MAX_FILE_BYTES
from newsroom.wire.models import Feed, Follow, WireItem, WireStory
from newsroom.wire.outcomes import NEWS
from newsroom.wire.parsers import MAX_BYTES

if TYPE_CHECKING:
    from newsroom.wire.admin.records import WireStoryAdmin

SHOWN_BYTES = 64 * 1024
MOST_FILES = 50
_FIELDS = (
    "slugline byline abstract ednote credit category keywords places genre urgency language"
    " embargo_until version_created first_created rights signals"
).split()
_INSTANTS = frozenset({"embargo_until", "version_created", "first_created"})
_CALLED = {"slugline": "slug line", "ednote": "note to editors"}


def urls(admin: "WireStoryAdmin") -> list[URLPattern]:
    def behind(view: Any) -> Any:
        return admin.admin_site.admin_view(
            lambda request, *args, **kwargs: view(request, admin, *args, **kwargs)
        )

    return [
        path("<int:pk>/read/", behind(read), name="wire_wirestory_read"),
        path("inbox/upload/", behind(upload), name="wire_inbox_upload"),
    ]


@require_safe
def read(request: HttpRequest, admin: "WireStoryAdmin", pk: int) -> HttpResponse:
    """The version asked for (the newest by itself): as read, as received, and what is new in it."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    story = WireStory.objects.select_related("source", "feed", "section").filter(pk=pk).first()
    if story is None:
        raise Http404
    versions = list(
        story.versions.defer("data").select_related("delivery__feed").order_by("-pk")[:100]
    )
    item = _asked_for(request, story, versions)
    before = story.versions.filter(pk__lt=item.pk, type=item.type).order_by("-pk").first()
    rights = rights_of(request)
    context = {
        **admin.admin_site.each_context(request),
        "title": item.headline or story.guid,
        "opts": admin.opts,
        "story": story,
        "item": item,
        "versions": versions,
        "before": before,
        "changes": diff(_text(before), _text(item)) if before else [],
        "fields": _fields(item.data),
        "dateline": (item.data.get("dateline") or {}).get("text", ""),
        "body": mark_safe(clean_html(item.data.get("body_html") or "")),  # noqa: S308  (cleaned now)
        "direction": direction(item.data.get("language") or ""),
        "raw": _raw(item.delivery),
        "article": taker.registered().taken([story.pk]).get(story.pk),
        "is_followed": Follow.objects.filter(user=request.user.pk, story=story).exists(),
        "may_take": rights.may("create"),
        "may_dismiss": rights.may("edit") or rights.has_role(Role.WIRE_OPERATOR),
        "here": request.get_full_path(),
        "pictures": item.pictures.select_related("image"),
    }
    return render(request, "admin/wire/read.html", context)


def _asked_for(request: HttpRequest, story: WireStory, versions: list[WireItem]) -> WireItem:
    asked = request.GET.get("version", "")
    newest = story.current_id or (versions[0].pk if versions else 0)
    wanted = int(asked) if asked.isdecimal() else newest
    item = story.versions.select_related("delivery__feed").filter(pk=wanted).first()
    if item is None:
        raise Http404
    return item


def _text(item: WireItem) -> str:
    return html_to_text(item.data.get("body_html") or "")


def _fields(data: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for name in _FIELDS:
        value = data.get(name)
        text = ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")
        if text:
            shown = _in_words(text) if name in _INSTANTS else text
            found.append((_CALLED.get(name, name.replace("_", " ")), shown))
    subjects = [
        f"{each.get('name') or ''} {each.get('code')}".strip()
        for each in data.get("subjects") or ()
    ]
    return [*found, ("subjects", "; ".join(subjects))] if subjects else found


def _in_words(instant: str) -> str:
    """In the paper's own time, as everything else on the page; what is no instant as it came."""
    at = parse_datetime(instant)
    if at is None or timezone.is_naive(at):
        return instant
    local = timezone.localtime(at)
    return f"{date_format(local, 'd M Y, H:i:s')} {local.tzname()}"


def _raw(delivery: Any) -> str:
    try:
        with storages["private"].open(delivery.raw) as file:
            return bytes(file.read(SHOWN_BYTES)).decode("utf-8", "replace")
    except OSError:
        return "The bytes are missing from storage."


# --- Upload ---


class ManyFilesInput(forms.ClearableFileInput):
    """A field for several files at once."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Files; at least one, none empty unless the wire says so itself."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, (list, tuple)) else [data] if data else []
        if not files:
            raise forms.ValidationError("Choose at least one file.")
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose {MOST_FILES} files at most.")
        return files


class UploadForm(forms.Form):
    """Whose copy it is, and the files."""

    feed = forms.ModelChoiceField(Feed.objects.filter(is_active=True))
    copy = ManyFilesField(label="Files")


@require_POST
def upload(request: HttpRequest, admin: "WireStoryAdmin") -> HttpResponse:
    """Takes in files from the editor's own machine, as from any other feed."""
    rights = rights_of(request)
    if not (rights.may("create") or rights.has_role(Role.WIRE_OPERATOR)):
        raise PermissionDenied
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        for reasons in form.errors.values():
            messages.error(request, " ".join(map(str, reasons)))
    else:
        for file in form.cleaned_data["copy"]:
            _take_in(request, file, form.cleaned_data["feed"])
    return HttpResponseRedirect(reverse("admin:wire_inbox"))


def _take_in(request: HttpRequest, file: Any, feed: Feed) -> None:
    if file.size > MAX_FILE_BYTES:
        messages.error(request, f"{file.name}: one file may be {MAX_FILE_BYTES // 1_000_000} MB.")
        return
    payload = (
        payload_of(file.read(), file.name)
        if file.size <= MAX_BYTES
        else keep_large(file, file.name)
    )
    intake = inbox.Intake(feed, to_inbox=True)
    outcomes = [outcome for found in intake.all([payload]) for outcome in found]
    has_news = any(outcome.outcome in NEWS for outcome in outcomes)
    came_by_itself(feed, timezone.now(), has_news=has_news)
    for outcome in outcomes:
        level = messages.ERROR if outcome.outcome == "quarantined" else messages.INFO
        messages.add_message(request, level, f"{file.name}: {outcome.outcome}. {outcome.reason}")
