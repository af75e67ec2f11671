"""Newer versions of copy that editors have changed: kept as proposals, for them to decide on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from articles.models import Article, Proposal
from newsroom.publishing.models import Edition, Role
from newsroom.wire.alarms import DECIDE, decided, notify, people
from newsroom.wire.known import owed_items
from newsroom.wire.models import WireItem
from newsroom.wire.taker import Answer


def make(article: Article, item: WireItem, why: str) -> Answer:
    """Keeps ``item`` as the one open proposal for ``article``, and tells those concerned."""
    now = timezone.now()
    end(article, Proposal.State.SUPERSEDED, at=now)
    proposal, is_new = Proposal.objects.get_or_create(
        article=article, item=item, defaults={"why": why, "made_at": now}
    )
    if proposal.state in {Proposal.State.SUPERSEDED, Proposal.State.ACCEPTED}:
        # An addition to the text before, taken or not, is one to this text, too.
        proposal.state, proposal.decided_at, is_new = Proposal.State.OPEN, None, True
        proposal.why, proposal.made_at = why, now
        proposal.save(update_fields=["state", "decided_at", "why", "made_at"])
    if is_new:
        notify(concerned(article), _notice(article, item), now=now, about=article)
    return Answer("proposed", proposal.why)


@dataclass(frozen=True, slots=True)
class Addition:
    """An addition to the agency's text, and whether the desk took it into the article."""

    item: WireItem
    is_taken: bool


def additions_to(article: Article) -> list[Addition]:
    """What belongs to the agency's newest text and is newer than it, the oldest first.

    Without what the desk dismissed.
    """
    if article.wire_story is None:
        return []
    if not (owed := owed_items(article.wire_story)):
        return []
    states = dict(
        Proposal.objects.filter(article=article, item__in=owed).values_list("item", "state")
    )
    return [
        Addition(item, states.get(item.pk) == Proposal.State.ACCEPTED)
        for item in owed
        if states.get(item.pk) != Proposal.State.DISMISSED
    ]


def end(article: Article, state: str, *, at: datetime | None = None, by: str = "") -> None:
    """Ends what is open for ``article``, if anything is."""
    now = at or timezone.now()
    rows = Proposal.objects.open().filter(article=article)
    if rows.update(state=state, decided_at=now, decided_by=by):
        decided(article, now=now)


def concerned(article: Article) -> set[int]:
    """Primary keys of those who work on it; where nobody does, of whoever may publish."""
    return hands_of(article) or people((Role.DESK_EDITOR, Role.CHIEF_EDITOR))


def hands_of(article: Article) -> set[int]:
    """Primary keys of those who work on it: who wrote it here, who gave it to readers last."""
    last = Edition.objects.pressed().of(article.uid).order_by("-number").first()
    return {hand for hand in (article.created_by_id, last.by_id if last else None) if hand}


def _notice(article: Article, item: WireItem) -> str:
    signals: list[Any] = item.data.get("signals", [])
    what = "a correction" if "correction" in signals else "a newer version"
    where = "readers have the former one" if article.is_live else "it is not published yet"
    return f"The agency sent {what} of “{article}”, which was edited here; {where}. {DECIDE}"
