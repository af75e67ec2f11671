"""Pictures that come with copy: noted with it, fetched by the worker, killed with their story."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from newsroom.fetch import FetchError, fetch
from newsroom.media.decoding import MAX_BYTES
from newsroom.media.errors import ImageError
from newsroom.media.intake import receive_image
from newsroom.media.models import Image
from newsroom.publishing import workflow
from newsroom.publishing.changes import told_together
from newsroom.wire import deliveries, taker
from newsroom.wire.alarms import alarm
from newsroom.wire.database_line import give_back_line
from newsroom.wire.identity import fitting_guid
from newsroom.wire.known import standing_of
from newsroom.wire.models import Delivery, WireItem, WirePicture, WireStory
from newsroom.wire.parsers.mail_attachments import picture_in
from newsroom.wire.parsers.recognition import recognised
from newsroom.wire.standing import WITHHELD

log = logging.getLogger("newsroom.wire")

_MOST = 50
# What became of versions that were not here before.
_NEW = frozenset({"created", "updated", "proposed", "held", "skipped"})
_ATTEMPTS = 5
_LEASE = timedelta(minutes=2)
_AT_ONCE = 20
# So long a server that did not answer is left alone, with all other pictures that it has.
_SPARED = timedelta(seconds=30)
_WITH = ("item__story", "item__delivery__feed")
_PASSING = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})


class NotHereError(Exception):
    """The picture cannot be had; ``is_final`` if asking again is of no use."""

    def __init__(self, sentence: str, *, is_final: bool) -> None:
        super().__init__(sentence)
        self.is_final = is_final


# --- With the copy ---


def keep_pictures(items: Sequence[WireItem]) -> None:
    """Notes the pictures that ``items`` name; the worker fetches them."""
    wanted = [
        WirePicture(
            item=item,
            position=position,
            href=str(medium.get("href") or "")[:2000],
            caption=str(medium.get("caption") or ""),
            credit=str(medium.get("credit") or "")[:200],
            guid=fitting_guid(str(medium.get("guid") or "")),
        )
        for item in items
        if item.outcome in _NEW
        for position, medium in enumerate((item.data.get("media") or ())[:_MOST])
        if is_picture(medium)
    ]
    if wanted:
        WirePicture.objects.bulk_create(wanted)


def is_picture(medium: Mapping[str, Any]) -> bool:
    """Whether a medium of an item is a picture, as far as it says what it is."""
    mime = str(medium.get("mime") or "")
    return mime.startswith("image/") or not mime


def kill_pictures(story: WireStory, reason: str, *, feed: str) -> int:
    """A killed picture leaves every page that shows it; pictures of a killed text stay.

    Returns how many were alive.
    """
    images = _images_named(story)
    # A kill outlasts what was withheld before it.
    images.filter(kill_reason=WITHHELD).update(kill_reason=reason)
    alive = list(images.filter(killed_at__isnull=True))
    for image in alive:
        workflow.kill_picture(image, by=None, reason=reason, feed=feed)
    return len(alive)


def restore_pictures(story: WireStory, *, feed: str, now: datetime) -> None:
    """What was withheld, and nothing else, may be shown again, unless it is barred elsewhere."""
    for image in _images_named(story).filter(kill_reason=WITHHELD):
        named = list(image.wire_pictures.select_related(*_WITH))
        if any(_barred(each) for each in named):
            continue
        if any(_embargo_on(each, now) for each in named):
            image.wire_pictures.update(state=WirePicture.State.WAITING, next_at=None, attempts=0)
        else:
            _restore(image, named, feed=feed)


def _restore(image: Image, named: Iterable[WirePicture], *, feed: str) -> None:
    reason = "The agency allows it again."
    workflow.restore_picture(image, by=None, reason=reason, feed=feed)
    for each in named:
        if each.item.story is not None:
            taker.registered().illustrate(each.item.story, [image])


def ask_again(story: WireStory) -> None:
    """Pictures that wait for the end of an embargo are looked at again: it may have changed."""
    for named in _pictures_named(story):
        named.filter(state=WirePicture.State.WAITING).update(next_at=None)


def warn_of_embargo(story: WireStory, until: datetime, *, feed: str, now: datetime) -> None:
    """An embargo on a picture that is here already comes too late to be kept by itself."""
    if until > now and (image := _images_named(story).filter(killed_at__isnull=True).first()):
        text = f"{feed} put an embargo on the picture “{image}”, which is here. Ask the agency."
        alarm(text, now=now, about=story)


def _images_named(story: WireStory) -> QuerySet[Image]:
    """Pictures that came as ``story``, or with other stories of its source under its id.

    Those that are being taken in at this moment are waited for.
    """
    kept: set[int | None] = set()
    for named in _pictures_named(story):
        list(named.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
        kept.update(named.values_list("image", flat=True))
    return Image.objects.filter(pk__in=[pk for pk in kept if pk]).order_by("pk")


def _pictures_named(story: WireStory) -> list[QuerySet[WirePicture]]:
    """Two look-ups by index; as one, an OR would read the table."""
    own = Q(item__story=story, item__type="picture")
    beside = Q(guid=story.guid, item__delivery__feed__source=story.source_id)
    return [WirePicture.objects.filter(each) for each in (own, beside)]


def _stories_of(picture: WirePicture) -> list[WireStory]:
    """The agency's stories that say what may be done with the picture: itself, and as an item."""
    item = picture.item
    named = Q(pk=item.story_id or 0) if item.type == "picture" else Q(pk=0)
    if picture.guid:
        named |= Q(source=item.delivery.feed.source_id, guid=picture.guid)
    return list(WireStory.objects.filter(named).order_by("guid"))


def _barred(picture: WirePicture) -> str:
    """Why the agency wants the picture shown nowhere; empty if nothing is known against it."""
    for story in _stories_of(picture):
        if story.state == WireStory.State.KILLED:
            return story.kill_reason
        if standing_of(story).hold:
            return WITHHELD
    return ""


# --- In the worker ---


def fetch_waiting(limit: int = _AT_ONCE) -> int:
    """Fetches pictures that wait, the newest first; returns how many were kept.

    Any number of workers may run: each picture is one's for two minutes. One that cannot be
    had holds up no other, and is asked for again, ever later, five times.
    """
    due = _due(timezone.now()).order_by("-pk")
    return sum(_fetched(pk) for pk in list(due.values_list("pk", flat=True)[:limit]))


def _due(now: datetime) -> QuerySet[WirePicture]:
    waiting = WirePicture.objects.filter(state=WirePicture.State.WAITING)
    return waiting.filter(Q(next_at__isnull=True) | Q(next_at__lte=now))


def _fetched(pk: int) -> bool:
    now = timezone.now()  # not that of the whole round, whose leases would have run out by its end
    rows = WirePicture.objects.filter(pk=pk, state=WirePicture.State.WAITING)
    mine = _due(now).filter(pk=pk)
    if not mine.update(next_at=now + _LEASE, attempts=F("attempts") + 1):
        return False
    picture = rows.select_related(*_WITH).get()
    if until := _embargo_on(picture, now):
        rows.filter(pk=pk).update(next_at=until)
        return False
    try:
        data, filename = _bytes_of(picture)
        _kept(picture, data, filename)
    except NotHereError as reason:
        _put_off(picture, str(reason), is_final=reason.is_final, now=now)
    except ImageError as reason:
        _put_off(picture, str(reason), is_final=True, now=now)
    except Exception:  # one picture's trouble, not the worker's
        log.exception("The picture %s could not be taken in", pk)
        _put_off(picture, "Something went wrong; the log says what.", is_final=False, now=now)
    else:
        return True
    return False


def _embargo_on(picture: WirePicture, now: datetime) -> datetime | None:
    """Until when the picture is not fetched, since nothing that is here could be kept secret."""
    until = [each for story in _stories_of(picture) if (each := standing_of(story).embargo_until)]
    latest = max(until, default=None)
    return latest if latest and latest > now else None


def _kept(picture: WirePicture, data: bytes, filename: str) -> None:
    with transaction.atomic(), told_together():
        _keep(picture, data, filename)


def _keep(picture: WirePicture, data: bytes, filename: str) -> None:
    item = picture.item
    image = receive_image(
        data,
        filename=filename,
        **_words(picture),
        rights=str(item.data.get("rights") or ""),
    )
    # Whoever kills the picture locks this row, too: that is done by now, or will find the image.
    WirePicture.objects.filter(pk=picture.pk).update(
        state=WirePicture.State.KEPT, image=image, reason="", next_at=None
    )
    if reason := _barred(picture):
        workflow.kill_picture(image, by=None, reason=reason, feed=item.delivery.feed.name)
        return
    if image.kill_reason == WITHHELD:  # until the end of an embargo
        _restore(image, [], feed=item.delivery.feed.name)
    story = WireStory.objects.filter(pk=item.story_id or 0).first()
    if story is not None and story.state != WireStory.State.KILLED:
        # What came with a text that is dead may yet be shown by others.
        taker.registered().illustrate(story, [image])


def _words(picture: WirePicture) -> dict[str, str]:
    """What the copy says of it; where it says nothing, the file's own words are taken."""
    words = {"caption": picture.caption, "credit": picture.credit}
    return {name: text for name, text in words.items() if text}


def _put_off(picture: WirePicture, reason: str, *, is_final: bool, now: datetime) -> None:
    gives_up = is_final or picture.attempts >= _ATTEMPTS
    WirePicture.objects.filter(pk=picture.pk).update(
        state=WirePicture.State.FAILED if gives_up else WirePicture.State.WAITING,
        reason=reason,
        next_at=None if gives_up else now + timedelta(seconds=30 * 4 ** (picture.attempts - 1)),
    )


# --- Where its bytes are ---


def _bytes_of(picture: WirePicture) -> tuple[bytes, str]:
    """The file and its name: the delivery itself, one that came beside it, or fetched."""
    delivery = picture.item.delivery
    if not picture.href:
        return _stored(delivery), delivery.filename
    scheme = urlsplit(picture.href).scheme
    if scheme in {"http", "https"}:
        return _asked(picture.href), picture.href
    if attached := _attached(delivery, picture.href):
        return attached, picture.href.removeprefix("cid:")
    if scheme:
        raise NotHereError(f"Pictures are not fetched over {scheme}.", is_final=True)
    name = picture.href.replace("\\", "/").rpartition("/")[2]
    beside = Delivery.objects.filter(feed=delivery.feed, filename=name).order_by("-pk").first()
    if beside is None:
        raise NotHereError(f"The file {name} has not come yet.", is_final=False)
    return _stored(beside), name


def _attached(delivery: Delivery, address: str) -> bytes | None:
    """The picture that lies in the same mail, if the delivery is one."""
    try:
        data = _stored(delivery)
    except NotHereError:
        return None
    return picture_in(data, address) if recognised(data) == "email" else None


def _stored(delivery: Delivery) -> bytes:
    if delivery.size > MAX_BYTES:
        raise NotHereError("The picture is too large.", is_final=True)
    try:
        return deliveries.raw_bytes(delivery)
    except OSError as gone:
        raise NotHereError("Its bytes are no longer in storage.", is_final=True) from gone


def _asked(address: str) -> bytes:
    give_back_line()
    try:
        answer = fetch(address, max_bytes=MAX_BYTES, allow=settings.NEWSROOM_ALLOWED_NETWORKS)
    except FetchError as reason:
        if reason.is_temporary:
            _spare(address)
        raise NotHereError(str(reason), is_final=not reason.is_temporary) from reason
    if answer.status != HTTPStatus.OK:
        passing = answer.status >= 500 or answer.status in _PASSING
        raise NotHereError(f"The server answered {answer.status}.", is_final=not passing)
    return answer.content


def _spare(address: str) -> None:
    """The server's other pictures wait a little, so that those of other servers have their turn."""
    now = timezone.now()
    parts = urlsplit(address)
    its = _due(now).filter(href__startswith=f"{parts.scheme}://{parts.netloc}/")
    its.update(next_at=now + _SPARED)


def images_of(items: Iterable[WireItem]) -> list[Image]:
    """The pictures that were kept of these versions, each once, in their order."""
    rows = WirePicture.objects.filter(item__in=list(items), image__isnull=False)
    rows = rows.select_related("image").order_by("item", "position")
    return list({row.image_id: row.image for row in rows if row.image}.values())
