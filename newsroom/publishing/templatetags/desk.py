"""The desk's front page: what needs doing now, from all desks, in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django import template
from django.apps import apps
from django.db.models import F, Q, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Edition, Notice, Role, Section, Story, StoryQuerySet
from newsroom.publishing.permissions import rights_of
from newsroom.publishing.rights import Rights

register = template.Library()

SHOWN = 8
# Later than this the worker should have pressed it.
_LATE_AFTER_SECONDS = 5
_READS_STORIES = frozenset(Role) - {Role.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Line:
    """One story on a list: its words, where it is edited, and a remark."""

    headline: str
    address: str
    section: str
    at: datetime | None
    remark: str = ""
    is_bad: bool = False


@dataclass(frozen=True, slots=True)
class DeskList:
    """A heading and the newest stories under it; ``more`` if there are others."""

    title: str
    empty: str
    lines: list[Line]
    more: bool


@register.simple_tag(takes_context=True)
def desk_lists(context: dict[str, Any]) -> list[DeskList]:
    """What the user has to look at; nothing for those who do not work on stories."""
    request: HttpRequest = context["request"]
    rights = rights_of(request)
    if not rights.has_role(*_READS_STORIES):
        return []
    ours = _in_their_sections(rights)
    mine = Q(created_by=request.user.pk, desk_state=Story.DeskState.DRAFT)
    in_review = Q(desk_state=Story.DeskState.IN_REVIEW) & ours
    return [
        _scheduled(ours),
        _listed("In review", "Nothing waits for review.", lambda rows: rows.filter(in_review)),
        _listed("Held", "Nothing is held.", lambda rows: rows.held().filter(ours), "hold_reason"),
        _listed(
            "Needs a headline", "Every story has a headline.",
            lambda rows: rows.needing_headline().filter(ours),
        ),
        _listed("My drafts", "You have no drafts.", lambda rows: rows.drafts().filter(mine)),
    ]  # fmt: skip


@register.simple_tag(takes_context=True)
def unread_notices(context: dict[str, Any]) -> list[tuple[Notice, str]]:
    """The user's own notices that are still to be read, newest first.

    With each the address of what it speaks of, or nothing.
    """
    unread = Notice.objects.filter(to=context["request"].user.pk, read_at=None)
    notices = list(unread.order_by("-id")[:20])
    addresses: dict[UUID | None, str] = {}
    for desk in {notice.desk for notice in notices if notice.desk}:
        uids = {notice.story_uid for notice in notices if notice.desk == desk}
        rows = apps.get_model(desk)._default_manager.filter(uid__in=uids)
        addresses |= {uid: _address(desk, pk) for uid, pk in rows.values_list("uid", "pk")}
    return [(notice, addresses.get(notice.story_uid, "")) for notice in notices]


def desks() -> list[type[Story]]:
    """The model of every desk's stories."""
    return [model for model in apps.get_models() if issubclass(model, Story)]


def _in_their_sections(rights: Rights) -> Q:
    """Stories that one of the user's memberships covers, as ``Rights`` would say of each."""
    if rights.everything:
        return Q()
    covered = Q(section=None)
    for member, sections in rights.memberships:
        if not sections and not member.opinion:
            return Q()
        covered |= Q(section__in=sections) | Q(section__parent__in=sections)
    return covered


def _listed(title: str, empty: str, chosen: Any, remark: str = "") -> DeskList:
    rows = _newest((chosen(_living(model)) for model in desks()), remark)
    lines = [
        Line(
            headline=row["headline"] or "untitled",
            address=_address(row["desk"], row["pk"]),
            section=row["section__name"] or "",
            at=row["saved_at"],
            remark=row.get(remark, ""),
        )
        for row in rows
    ]
    return DeskList(title, empty, lines[:SHOWN], len(lines) > SHOWN)


def _living(model: type[Story]) -> StoryQuerySet[Any]:
    rows: Any = model._default_manager
    stories: StoryQuerySet[Any] = rows.filter(killed_at__isnull=True, spiked_at__isnull=True)
    return stories


def _newest(of_desks: Iterable[QuerySet[Any]], remark: str) -> list[dict[str, Any]]:
    """The newest rows of all desks in one query."""
    names = ["pk", "headline", "section__name", "saved_at", *([remark] if remark else [])]
    first, *others = (
        rows.order_by().annotate(desk=Value(rows.model._meta.label_lower)).values(*names, "desk")
        for rows in of_desks
    )
    return list(first.union(*others, all=True).order_by("-saved_at", "-pk")[: SHOWN + 1])


def _scheduled(ours: Q) -> DeskList:
    """What waits for its time, the next one first; failures and lateness are said."""
    now = database_now()
    waiting = (
        Edition.objects.waiting().order_by("due_at", "id").annotate(headline=F("content__headline"))
    )
    editions: list[Any] = list(waiting.defer("content")[: SHOWN * 5])
    keys = _keys(editions, ours)
    sections = dict(Section.objects.values_list("pk", "name")) if keys else {}
    lines = [
        _scheduled_line(edition, now, *keys[edition.story_uid], sections)
        for edition in editions
        if edition.story_uid in keys
    ]
    return DeskList("Scheduled", "Nothing is scheduled.", lines[:SHOWN], len(lines) > SHOWN)


def _keys(editions: list[Edition], ours: Q) -> dict[UUID, tuple[str, int | None]]:
    """Address and section of the stories that ``editions`` belong to, where they are the user's."""
    found: dict[UUID, tuple[str, int | None]] = {}
    for model in desks():
        uids = [each.story_uid for each in editions if each.desk == model._meta.label_lower]
        if uids:
            rows = model._default_manager.filter(ours, uid__in=uids)
            for uid, pk, section in rows.values_list("uid", "pk", "section"):
                found[uid] = (_address(model._meta.label_lower, pk), section)
    return found


def _scheduled_line(
    edition: Any, now: datetime, address: str, section: int | None, sections: dict[int, str]
) -> Line:
    is_late = (now - edition.due_at).total_seconds() > _LATE_AFTER_SECONDS
    remark = edition.failure or ("late: it should be out by now" if is_late else "")
    return Line(
        headline=edition.headline or "untitled",
        address=address,
        section=sections.get(section or 0, ""),
        at=edition.due_at,
        remark=remark,
        is_bad=bool(remark),
    )


def _address(desk: str, pk: int) -> str:
    """Where it is worked on; what the agencies sent has a page to be read on."""
    for view in ("read", "change"):
        try:
            return reverse(f"admin:{desk.replace('.', '_')}_{view}", args=[pk])
        except NoReverseMatch:
            continue
    return ""
