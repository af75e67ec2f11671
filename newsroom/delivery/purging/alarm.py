"""What was taken down and may still be seen: people are told, since they can do something."""

from datetime import datetime, timedelta

from django.db import transaction

from newsroom.delivery.models import Purge
from newsroom.delivery.purging.choice import front
from newsroom.publishing import shown
from newsroom.publishing.clock import database_now
from newsroom.publishing.models import Membership, Notice, Page, Role

TOLD_AFTER = timedelta(seconds=60)


def raise_alarms() -> None:
    """Tells the chief editors of what should have gone at once and did not within a minute."""
    now = database_now()
    overdue = Purge.objects.filter(
        is_at_once=True, accepted=0, is_told=False, since__lt=now - TOLD_AFTER
    )
    for row in overdue[:100]:
        with transaction.atomic():
            # By one worker alone, and once.
            if Purge.objects.filter(pk=row.pk, is_told=False).update(is_told=True):
                _tell(row, now)


def _tell(row: Purge, now: datetime) -> None:
    pages = Page.objects.filter(pk__in=_pages(row.tags)).exclude(state=Page.State.LIVE)
    paths = list(pages.order_by("pk").values_list("path", flat=True)[:3])
    name = purged.name if (purged := front()) else "The cache in front"
    text = (
        f"{name} has not confirmed for a minute that it dropped {_what(paths)}:"
        " readers may still see it. Drop it there by hand, and have the connection looked at."
    )
    chiefs = Membership.objects.filter(role=Role.CHIEF_EDITOR, user__is_active=True)
    users = sorted(set(chiefs.values_list("user_id", flat=True)))
    Notice.objects.bulk_create(Notice(to_id=user, at=now, text=text) for user in users)


def _pages(tags: list[str]) -> list[int]:
    start = shown.page(0).removesuffix("0")
    return [int(tag.removeprefix(start)) for tag in tags if tag.startswith(start)]


def _what(paths: list[str]) -> str:
    return ", ".join(paths) if paths else "what was taken down"
