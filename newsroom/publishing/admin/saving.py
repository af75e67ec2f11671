"""Saving without losing anybody's words: the lock, the late save that is refused, its text kept."""

import re
from typing import TYPE_CHECKING

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from newsroom.publishing.admin import access, status
from newsroom.publishing.admin.compare import changes
from newsroom.publishing.admin.forms import cleaned
from newsroom.publishing.models import AuditEntry, Story

if TYPE_CHECKING:
    from newsroom.publishing.admin.story import StoryAdmin

SAVED_COOKIE = "newsroom_saved"
_TOKEN = re.compile(r"[A-Za-z0-9-]{1,40}")
_TEXTS = ("kicker", "headline", "standfirst", "body", "teaser")


def lock(model: type[Story], object_id: str) -> None:
    """Holds the story's row until the request's transaction ends, if there is one."""
    if transaction.get_connection().in_atomic_block and object_id.isdecimal():
        rows = model._base_manager.select_for_update(of=("self",)).filter(pk=object_id)
        list(rows.values_list("pk"))


def last_touch(story: Story) -> str:
    """``saved by Amna Riaz, 07 May 2024, 14:05 PKT``: the last act on the story, if known."""
    act = AuditEntry.objects.filter(story_uid=story.uid).order_by("-id").first()
    save = (
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(story), object_id=str(story.pk)
        )
        .select_related("user")
        .order_by("-id")
        .first()
    )
    if save is not None and (act is None or save.action_time > act.at):
        return f"saved by {save.user}, {status.in_words(save.action_time)}"
    if act is not None:
        return f"{DONE.get(act.verb, act.verb)} by {act.by_name}, {status.in_words(act.at)}"
    return f"saved {status.in_words(story.saved_at)}"


DONE = {
    "publish": "published",
    "relaunch": "published as new",
    "schedule": "scheduled",
    "unschedule": "taken off the schedule",
    "withdraw": "withdrawn",
    "kill": "killed",
    "restore": "restored",
    "submit": "submitted",
    "approve": "approved",
    "send_back": "sent back",
    "hold": "held",
    "release": "released",
    "spike": "spiked",
    "unspike": "taken off the spike",
    "reclassify": "classed anew",
    "accept_version": "merged with a newer version",
    "dismiss_version": "left as it was, a newer version dismissed",
}


def text_kept(admin: "StoryAdmin", request: HttpRequest, object_id: str) -> HttpResponse | None:
    """The page for a save that came too late: killed, or no longer the writer's to change.

    None if the story may be saved, or if the user may not read it (the admin then says no).
    """
    story = admin.get_object(request, object_id)
    if story is None or not access.may_read(request) or access.may_change(request, story):
        return None
    mine = {name: request.POST[name] for name in _TEXTS if request.POST.get(name)}
    if not mine:
        return None
    stored = {name: getattr(story, name) for name in _TEXTS}
    context = {
        **admin.admin_site.each_context(request),
        "title": "Not saved; your text is kept here",
        "opts": admin.opts,
        "story": story,
        "back": admin.story_url(story.pk),
        "last_touch": last_touch(story),
        "texts": mine.items(),
        "changes": changes(stored, _comparable(mine)),
    }
    status_code = 409 if story.is_killed else 403
    return render(request, "admin/publishing/not_saved.html", context, status=status_code)


def _comparable(mine: dict[str, str]) -> dict[str, str]:
    comparable = dict(mine)
    if "body" in comparable:
        try:
            comparable["body"] = cleaned(comparable["body"])
        except ValidationError:
            del comparable["body"]
    return comparable


def remember_saved[R: HttpResponse](request: HttpRequest, response: R) -> R:
    """Tells the browser which of its unsaved texts went through, so that it forgets them."""
    token = request.POST.get("draft_token", "")
    if _TOKEN.fullmatch(token):
        response.set_cookie(SAVED_COOKIE, token, max_age=600, samesite="Lax", path="/admin/")
    return response
