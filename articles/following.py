"""What becomes of an article when its agency sends a newer version, or lifts what forbade it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from articles import proposals
from articles.models import Article, Proposal
from articles.wire_copy import (
    correction_note,
    correction_since,
    edited_fields,
    replace_text,
    says_the_same,
)
from newsroom.publishing import content, workflow
from newsroom.publishing.gate import state_refusals, waits_for_pictures
from newsroom.publishing.models import AuditEntry
from newsroom.publishing.stamps import Kind, suggested_kind
from newsroom.publishing.workflow.act import end_wait
from newsroom.wire import outcomes
from newsroom.wire.alarms import notify
from newsroom.wire.models import WireItem, WireStory
from newsroom.wire.taker import Answer

WAITS_FOR_PICTURES = "Readers get this version as soon as its pictures are ready."
_WITH_ADDITION = "An addition that is newer than this version belongs to it; decide on both."
_LONGEST_WAIT = timedelta(days=1)
_AT_ONCE = 20


def follow(article: Article, item: WireItem) -> Answer:
    """The version replaces the text of the locked article, unless editors changed that.

    If it is live, readers are given the version at once; what forbids that is told. Additions
    that are newer than the version are proposed: with the version where the desk had taken one
    of them already, so that nothing is lost; else to it.
    """
    if article.is_killed:
        return Answer("killed", f"This story was killed here: {article.kill_reason}")
    changed, additions = edited_fields(article), proposals.additions_to(article)
    if changed and says_the_same(article, item):
        proposals.end(article, Proposal.State.SUPERSEDED)
        Article.objects.filter(pk=article.pk).update(wire_item=item)
        answer = Answer("updated", "The agency changed no words, so the desk's own stand.")
    elif changed or any(each.is_taken for each in additions):
        why = _proposal(changed) if changed else _WITH_ADDITION
        return proposals.make(article, additions[-1].item if additions else item, why)
    else:
        answer = _replace(article, item)
    if additions:
        proposals.make(article, additions[-1].item, outcomes.ONLY_ADDITION)
    return answer


def propose(article: Article, item: WireItem, why: str) -> Answer:
    """Proposes the version; with the additions that are newer than it, which it lacks."""
    additions = proposals.additions_to(article)
    return proposals.make(article, additions[-1].item if additions else item, why)


def _replace(article: Article, item: WireItem) -> Answer:
    proposals.end(article, Proposal.State.SUPERSEDED)
    correction = correction_since(article, item)
    end_wait(article, f"{item.delivery.feed} sent a newer version.", at=timezone.now())
    replace_text(article, item)
    if article.is_live:
        return _give_to_readers(article, item, correction)
    refusals = state_refusals(article, timezone.now())
    return Answer("held", " ".join(refusals)) if refusals else Answer("updated")


def bring_back(article: Article, story: WireStory, *, feed: str) -> None:
    """Gives readers what the agency forbade and now allows: the page that was taken down for it,

    or the version that had to wait. What editors changed since is theirs to publish.
    """
    newest = WireStory.objects.select_related("current__delivery__feed__source").get(pk=story.pk)
    page, current = article.page, newest.current
    if page is None or page.edition is None or current is None:
        return
    is_followed = article.wire_item_id == current.pk
    if article.is_live:
        if is_followed and not edited_fields(article):
            _give_to_readers(article, current, correction_since(article, current))
        return
    if not _agency_took_down(article):
        return
    before, after = page.edition.content, article.content()
    is_as_it_was = content.digest(before) == content.digest(after)
    if not is_followed or not (is_as_it_was or not edited_fields(article)):
        _tell(article, f"The agency allows “{article}” again; look at it, then publish it.")
        return
    correction = correction_since(article, current)
    kind, note = _kind_and_note(article, before, after, correction)
    try:
        with transaction.atomic():
            workflow.publish(article, by=None, kind=kind, note=note, feed=feed)
    except workflow.WorkflowError as refusal:
        _tell(article, f"The agency allows “{article}” again, but it is not out: {refusal}")
    else:
        _tell(article, f"The agency allows “{article}” again; readers have it at its address.")


def _kind_and_note(
    article: Article, before: dict[str, Any], after: dict[str, Any], correction: WireItem | None
) -> tuple[Kind, str]:
    """What readers are told of a change that the agency made."""
    kind = suggested_kind(
        readers_text_changed=content.readers_text_changed(before, after),
        agency_correction=correction is not None,
    )
    is_correction = correction is not None and kind is Kind.CORRECTION
    return kind, correction_note(article, correction) if correction and is_correction else ""


def catch_up(now: datetime | None = None) -> int:
    """For the worker: gives readers the versions whose pictures were not ready when they came."""
    since = (now or timezone.now()) - _LONGEST_WAIT
    waiting = WireItem.objects.filter(
        outcome=WireItem.Outcome.HELD, reason=WAITS_FOR_PICTURES, received_at__gt=since
    )
    return sum(_caught_up(pk) for pk in list(waiting.values_list("pk", flat=True)[:_AT_ONCE]))


@transaction.atomic
def _caught_up(pk: int) -> bool:
    item = WireItem.objects.select_related("story", "delivery__feed__source").get(pk=pk)
    rows = Article.objects.select_for_update(of=("self",)).filter(wire_story=item.story)
    article = rows.first()
    is_theirs = article is None or article.wire_item_id != pk or edited_fields(article)
    if article is None or is_theirs or not article.is_live:
        answer = Answer("held", "Readers have a former version; an editor decides on this one.")
    else:
        answer = _give_to_readers(article, item, correction_since(article, item))
    if answer.reason == WAITS_FOR_PICTURES:
        return False
    WireItem.objects.filter(pk=pk).update(outcome=answer.outcome, reason=answer.reason)
    return answer.outcome == "updated"


def _give_to_readers(article: Article, item: WireItem, correction: WireItem | None) -> Answer:
    page = article.page
    assert page is not None
    assert page.edition is not None
    before, after = page.edition.content, article.content()
    if content.digest(after) == content.digest(before):
        return Answer("updated")
    kind, note = _kind_and_note(article, before, after, correction)
    feed = item.delivery.feed.name
    try:
        with transaction.atomic():
            workflow.publish(article, by=None, kind=kind, note=note, feed=feed)
    except workflow.WorkflowError as refusal:
        if waits_for_pictures(after) and not state_refusals(article, timezone.now()):
            return Answer("held", WAITS_FOR_PICTURES)
        _tell(article, f"The agency’s newer version of “{article}” is not out: {refusal}")
        return Answer("held", f"Readers still have the former version. {refusal}")
    return Answer("updated", f"Readers have this version now, as {kind}.")


def _agency_took_down(article: Article) -> bool:
    """Whether the last that happened to its page is that a feed took it down."""
    if article.withdrawn_at is None or article.is_killed:
        return False
    acts = AuditEntry.objects.filter(
        story_uid=article.uid, verb__in=("publish", "relaunch", "withdraw", "kill", "restore")
    )
    last = acts.order_by("-pk").first()
    return last is not None and last.verb == "withdraw" and last.by_id is None


def _proposal(changed: list[str]) -> str:
    what = " and ".join(filter(None, (", ".join(changed[:-1]), changed[-1])))
    return f"Editors changed the {what} here, so nothing was overwritten; decide on this version."


def _tell(article: Article, text: str) -> None:
    notify(proposals.concerned(article), text, now=timezone.now(), about=article)
