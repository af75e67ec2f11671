"""Preparing pictures in the background."""

from datetime import datetime, timedelta
from uuid import UUID

from django.tasks import task
from django.utils import timezone

from newsroom.media.models import Image
from newsroom.media.renditions import make_renditions

# A picture that waits longer than this has perhaps lost its task to a killed worker.
_LOST_AFTER = timedelta(minutes=1)
# With a long queue it has not; then it is not asked for again and again.
_ASKED_AGAIN_AFTER = timedelta(minutes=10)
_AT_ONCE = 200

_asked: dict[UUID, datetime] = {}


@task()
def prepare_image(image_id: int, anew: bool = False) -> None:
    """Makes the renditions of a picture that waits for them; with ``anew`` also of a ready one.

    ``anew`` is for a focal point that has moved or for files that were lost. Calling it twice
    does no harm.
    """
    image = Image.objects.filter(pk=image_id).first()
    if image and (image.state == Image.State.RECEIVED or (anew and image.is_ready)):
        make_renditions(image)


def prepare_waiting(now: datetime | None = None) -> int:
    """Asks once more for pictures that wait too long, the oldest first; for how many.

    For the worker, every half minute. Takes no time itself, so that no edition is late for it.
    """
    now = now or timezone.now()
    lost = Image.objects.filter(state=Image.State.RECEIVED, created_at__lte=now - _LOST_AFTER)
    waiting = dict(lost.order_by("pk").values_list("uid", "pk")[:_AT_ONCE])
    for uid in _asked.keys() - waiting.keys():
        del _asked[uid]
    due = [uid for uid in waiting if uid not in _asked or _asked[uid] <= now - _ASKED_AGAIN_AFTER]
    for uid in due:
        _asked[uid] = now
        prepare_image.enqueue(waiting[uid])
    return len(due)
