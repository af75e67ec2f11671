"""The publish gate: every reason why a story may not be given to readers, in the editor's words."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format

from newsroom.media.models import Image

if TYPE_CHECKING:
    from newsroom.publishing.models import Story


def refusals(story: "Story", content: dict[str, Any], at: datetime) -> list[str]:
    """Why ``content`` of ``story`` may not go live at ``at``; empty if it may.

    The state (kill, hold, embargo) is the story's own now; the words may be those of a frozen
    edition that waited.
    """
    return [
        *state_refusals(story, at),
        *_word_refusals(story, content),
        *_picture_refusals(content, at),
    ]


def state_refusals(story: "Story", at: datetime) -> list[str]:
    """What the story's own state forbids, whatever its words are."""
    reasons = []
    if story.killed_at:
        reasons.append(f"It was killed: {story.kill_reason}")
    if story.spiked_at:
        reasons.append("It was spiked; take it off the spike first.")
    if story.hold_since:
        origin = story.get_hold_origin_display()
        reasons.append(f"It is {origin}: {story.hold_reason or 'no reason given'}")
    if story.embargo_until and story.embargo_until > at:
        reasons.append(f"It is embargoed until {_in_words(story.embargo_until)}.")
    if story.expires_at and story.expires_at <= at:
        reasons.append(f"It may not be published after {_in_words(story.expires_at)}.")
    return reasons


def _word_refusals(story: "Story", content: dict[str, Any]) -> list[str]:
    reasons = []
    headline = content["headline"].strip()
    if not headline:
        reasons.append("It needs a headline.")
    elif headline == story.working_headline:
        reasons.append(
            "It needs a headline: the one it has was proposed by the import; write your own."
        )
    if story.needs_section and content["section"] is None:
        reasons.append("It needs a section, since its address begins with one.")
    return reasons


def _picture_refusals(content: dict[str, Any], at: datetime) -> list[str]:
    ids = {use["image"] for use in content["pictures"]}
    if not ids:
        return []
    usable = set(Image.objects.usable(at).filter(pk__in=ids).values_list("pk", flat=True))
    return [_why_unusable(image) for image in Image.objects.filter(pk__in=ids - usable)]


def waits_for_pictures(content: dict[str, Any]) -> bool:
    """Whether a picture of it is being prepared, so that it can be published in a moment."""
    ids = {use["image"] for use in content["pictures"]}
    return Image.objects.filter(pk__in=ids, state=Image.State.RECEIVED).exists()


def _why_unusable(image: Image) -> str:
    if image.state == Image.State.RECEIVED:
        return f"The picture “{image}” is still being prepared; try again in a moment."
    if image.state == Image.State.READY:
        return f"The rights to the picture “{image}” have run out."
    return f"The picture “{image}” cannot be used: {image.get_state_display()}."


def _in_words(instant: datetime) -> str:
    local = timezone.localtime(instant)
    return f"{date_format(local, 'j M Y, H:i')} {local.tzname()}"
