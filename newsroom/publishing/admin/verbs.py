"""The verbs as the desk's dialogs know them: their words, their forms, when they make sense."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from newsroom.publishing import workflow
from newsroom.publishing.admin import status
from newsroom.publishing.admin.dialog_forms import (
    DialogForm,
    KindForm,
    OptionalReasonForm,
    ReasonForm,
    RelaunchForm,
    ScheduleForm,
)
from newsroom.publishing.models import Edition, Story
from newsroom.publishing.stamps import RECLASSIFY_WITHIN, Kind


@dataclass(frozen=True, slots=True)
class Dialog:
    """One verb: its words, its form, when it makes sense, and how it is done."""

    label: str
    title: str
    explanation: str
    fits: Callable[[Story], bool]
    act: Callable[..., str]
    form: type[DialogForm] = DialogForm
    publishes: bool = False
    saves_first: bool = False
    grave: bool = False


def _is_published(story: Story) -> bool:
    return story.first_published_at is not None


def _is_open(story: Story) -> bool:
    """Neither killed nor spiked."""
    return not story.is_killed and story.spiked_at is None


def _is_scheduled(story: Story) -> bool:
    return getattr(story, "due_at", None) is not None


def _may_be_submitted(story: Story) -> bool:
    if story.desk_state == Story.DeskState.DRAFT:
        return _is_open(story)
    # Published stories are "ready"; their changes may be handed in again.
    return story.desk_state == Story.DeskState.READY and status.has_changes(story)


def _may_be_sent_back(story: Story) -> bool:
    in_review = story.desk_state == Story.DeskState.IN_REVIEW
    approved = story.desk_state == Story.DeskState.READY and not status.is_live(story)
    return _is_open(story) and (in_review or approved)


def _may_be_classed_anew(story: Story) -> bool:
    """Within a day, and never what was the first publication (R9)."""
    last = Edition.objects.pressed().of(story.uid).order_by("-number").first()
    if last is None or last.at is None or not status.is_live(story):
        return False
    return last.kind != Kind.FIRST and timezone.now() - last.at <= RECLASSIFY_WITHIN


# --- What each dialog does; each returns the sentence that the editor then reads. ---


def _publish(story: Story, by: Any, data: dict[str, Any]) -> str:
    edition = workflow.publish(story, by=by, kind=data["kind"], note=data["note"])
    page = edition.page  # type: ignore[attr-defined]
    taken = " Its address was taken, so it got a number." if edition.path_was_taken else ""  # type: ignore[attr-defined]
    return f"Published: {page.path}.{taken}"


def _schedule(story: Story, by: Any, data: dict[str, Any]) -> str:
    workflow.schedule(story, data["at"], by=by, kind=data["kind"], note=data["note"])
    return f"Scheduled: goes live {status.in_words(data['at'], exactly=True)}."


def _relaunch(story: Story, by: Any, data: dict[str, Any]) -> str:
    workflow.relaunch(story, by=by, note=data["note"])
    return "Published as a new story; its original date is shown with it."


def _reclassify(story: Story, by: Any, data: dict[str, Any]) -> str:
    last = Edition.objects.pressed().of(story.uid).order_by("-number").first()
    if last is None:
        raise workflow.WorkflowError("It has never been published.")
    workflow.reclassify(last, data["kind"], data["note"], by=by)
    return f"The last change is now called a {Kind(data['kind'])}."


def _plain(verb: Callable[..., Any], done: str) -> Callable[..., str]:
    def act(story: Story, by: Any, data: dict[str, Any]) -> str:
        verb(story, by=by, **{name: data[name] for name in ("reason",) if name in data})
        return done

    return act


DIALOGS: dict[str, Dialog] = {
    "publish": Dialog(
        "publish…", "Publish", "This is what readers will get.", _is_open, _publish,
        KindForm, publishes=True, saves_first=True,
    ),
    "schedule": Dialog(
        "schedule…", "Schedule",
        "The story as it stands now goes live by itself. Later changes are not part of it.",
        _is_open, _schedule, ScheduleForm, publishes=True, saves_first=True,
    ),
    "submit": Dialog(
        "submit…", "Submit for review", "Hands the story to the editors of its section.",
        _may_be_submitted, _plain(workflow.submit, "Submitted for review."),
        saves_first=True,
    ),
    "approve": Dialog(
        "approve…", "Approve", "Marks the story as ready to be published.",
        lambda story: _is_open(story) and story.desk_state == Story.DeskState.IN_REVIEW,
        _plain(workflow.approve, "Approved: ready to be published."), saves_first=True,
    ),
    "send_back": Dialog(
        "Send back…", "Send back to the writer", "The story is a draft again.",
        _may_be_sent_back, _plain(workflow.send_back, "Sent back to its writer."),
        OptionalReasonForm,
    ),
    "unschedule": Dialog(
        "Unschedule…", "Take off the schedule", "The story will not go live by itself any more.",
        _is_scheduled, _plain(workflow.unschedule, "Taken off the schedule."), OptionalReasonForm,
    ),
    "hold": Dialog(
        "Hold…", "Hold", "Nobody can publish the story until it is released.",
        lambda story: _is_open(story) and story.hold_since is None,
        _plain(workflow.hold, "Held: it cannot be published until it is released."), ReasonForm,
    ),
    "release": Dialog(
        "Release…", "Release", "The story may be published again.",
        lambda story: story.hold_since is not None,
        _plain(workflow.release, "Released: it may be published again."), OptionalReasonForm,
    ),
    "reclassify": Dialog(
        "Class last change anew…", "Class the last change anew",
        "Within a day of the change: what readers were told of it, and its stamp, follow.",
        _may_be_classed_anew, _reclassify, KindForm,
    ),
    "relaunch": Dialog(
        "Publish as new…", "Publish as a new story",
        "Gives the story a new first date, so that it stands on top of the lists again.",
        lambda story: _is_open(story) and _is_published(story), _relaunch, RelaunchForm,
        publishes=True, grave=True,
    ),
    "withdraw": Dialog(
        "Withdraw…", "Withdraw",
        "Takes the page down at once: readers are told that it is gone, without its words."
        " You may change the story and publish it again.",
        status.is_live,
        _plain(workflow.withdraw, "Withdrawn: the page is gone for readers."),
        ReasonForm, grave=True,
    ),
    "kill": Dialog(
        "Kill…", "Kill",
        "Gone at once wherever it stands, and it cannot be published until a chief editor"
        " restores it. An embargo, a hold or a schedule does not stand in the way.",
        lambda story: not story.is_killed,
        _plain(workflow.kill, "Killed: gone for readers everywhere."), ReasonForm, grave=True,
    ),
    "restore": Dialog(
        "Restore…", "Restore", "Makes the killed story a draft again. Its page stays gone until the"
        " story is published again.",
        lambda story: story.is_killed, _plain(workflow.restore, "Restored: it is a draft again."),
        OptionalReasonForm,
    ),
    "spike": Dialog(
        "Spike…", "Spike", "Puts the story aside. It is kept, and can be taken off the spike.",
        lambda story: _is_open(story) and not status.is_live(story),
        _plain(workflow.spike, "Spiked."), OptionalReasonForm,
    ),
    "unspike": Dialog(
        "Take off the spike…", "Take off the spike", "The story returns to the desk.",
        lambda story: story.spiked_at is not None and not story.is_killed,
        _plain(workflow.unspike, "Taken off the spike."),
    ),
}  # fmt: skip
