"""Killing a picture: it leaves every page and no story may use it; and the way back."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from newsroom.media import public
from newsroom.media.models import Image
from newsroom.publishing.models import AuditEntry, OutboxMessage, Page
from newsroom.publishing.rights import Rights
from newsroom.publishing.workflow.act import WorkflowError, name_of, require_reason

_PAGES_NAMED = 1000


@transaction.atomic
def kill_picture(image: Image, *, by: Any, reason: str, feed: str = "") -> None:
    """Makes the picture unusable and takes its files off; the audit keeps who, why and where."""
    if not Rights(by).may("kill_picture"):
        raise WorkflowError("You may not kill pictures; ask the picture desk.")
    reason = require_reason(reason, "killed")
    now = timezone.now()
    pages = Page.objects.live().filter(picture_links__image=image).newest_first().distinct()
    paths = list(pages.values_list("path", flat=True)[:_PAGES_NAMED])
    public.kill(image, reason=reason, at=now)
    AuditEntry.objects.create(
        at=now, verb="kill_picture", by=by, by_name=name_of(by, feed), subject=str(image)[:300],
        reason=reason, after={"picture": str(image.uid), "pages": paths},
    )  # fmt: skip
    OutboxMessage.objects.create(
        at=now, topic="picture.kill", payload={"picture": str(image.uid), "pages": paths}
    )


@transaction.atomic
def restore_picture(image: Image, *, by: Any, reason: str, feed: str = "") -> None:
    """Makes a killed picture usable again; live pages that still name it show it in a minute."""
    if not Rights(by).may("kill_picture"):
        raise WorkflowError("You may not restore pictures; ask the picture desk.")
    reason = require_reason(reason, "restored")
    if image.killed_at is None:
        raise WorkflowError("It was not killed, so there is nothing to restore.")
    now, before = timezone.now(), image.kill_reason
    public.restore(image)
    AuditEntry.objects.create(
        at=now, verb="restore_picture", by=by, by_name=name_of(by, feed), subject=str(image)[:300],
        reason=reason, before={"reason": before}, after={"picture": str(image.uid)},
    )  # fmt: skip
    OutboxMessage.objects.create(
        at=now, topic="picture.restore", payload={"picture": str(image.uid)}
    )
