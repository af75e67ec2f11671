"""Where readers can fetch a picture's renditions: put there by the press, taken off by it too.

A picture marked public may have files where readers fetch them. The mark goes only after the last
file has gone, so that a process killed in between leaves nothing unaccounted for:
``take_off_leftovers`` finds what is marked and on no live page.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.files.storage import Storage, storages
from django.db import transaction
from django.utils import timezone

from newsroom.media.errors import ImageError
from newsroom.media.files import copy, crew, has
from newsroom.media.models import Image, Rendition

_AT_ONCE = 100


@transaction.atomic(savepoint=False)
def show(image_ids: Iterable[int]) -> None:
    """Puts the renditions of these pictures where readers fetch them.

    To be called in the verb's transaction, before readers can see the page that names them.
    Names are random, so that a file left behind by a transaction that failed tells nobody
    anything. Raises ``ImageError`` if a picture is not ready or a file of it is missing.
    """
    rows = Image.objects.select_for_update().order_by("pk")
    for image in rows.filter(pk__in=list(image_ids)):
        if not image.is_ready:
            raise ImageError(f"The picture “{image}” cannot be used: {image.get_state_display()}.")
        # Asked of the files and not of the mark: what was lost from storage comes back.
        put_on(image)
        if not image.public:
            Image.objects.filter(pk=image.pk).update(public=True)


def ask_storage() -> None:
    """Raises OSError if the storage that readers fetch from does not answer.

    To be called before a transaction that nobody waits for, lest it wait for storage in there.
    """
    has(storages["default"], f"{'0' * 32}.jpg", 0)


def hide(image_ids: Iterable[int]) -> None:
    """Takes the files off after the transaction, unless a live page still shows the picture."""
    ids = list(image_ids)
    if ids:
        transaction.on_commit(lambda: _take_off_unused(ids), robust=True)


@transaction.atomic
def kill(image: Image, *, reason: str, at: datetime) -> None:
    """Makes the picture unusable everywhere and takes its files off, live pages or not.

    Who did it and on which pages it stood is the caller's to record, in the same transaction. A
    picture that was killed already keeps its first reason.
    """
    row = Image.objects.select_for_update().get(pk=image.pk)
    if row.state != Image.State.KILLED:
        row.state, row.killed_at, row.kill_reason = Image.State.KILLED, at, reason
        row.save(update_fields=["state", "killed_at", "kill_reason"])
    transaction.on_commit(lambda: _take_off_unused([row.pk]), robust=True)
    image.refresh_from_db()


@transaction.atomic
def restore(image: Image) -> None:
    """Makes a killed picture one that waits to be prepared; its files are made anew if lost."""
    row = Image.objects.select_for_update().get(pk=image.pk)
    if row.state == Image.State.KILLED:
        is_made = bool(row.renditions) and is_complete(row)
        row.state = Image.State.READY if is_made else Image.State.RECEIVED
        row.killed_at, row.kill_reason = None, ""
        row.save(update_fields=["state", "killed_at", "kill_reason"])
    image.refresh_from_db()


def take_off_leftovers() -> int:
    """Takes off what a killed process or an unreachable storage left behind; how many pictures.

    For the worker, about once a minute.
    """
    shown = Image.objects.filter(public=True)
    barred = shown.exclude(pk__in=Image.objects.usable(timezone.now()).values("pk"))
    unused = shown.exclude(page_uses__is_live=True)
    ids = [*barred.values_list("pk", flat=True), *unused.values_list("pk", flat=True)]
    return _take_off_unused(ids) if ids else 0


def put_back_missing() -> int:
    """Shows pictures of live pages that may be shown again, their rights having been extended.

    For the worker, about once a minute; how many pictures.
    """
    wanted = Image.objects.usable(timezone.now()).filter(public=False, page_uses__is_live=True)
    ids = list(wanted.distinct().values_list("pk", flat=True)[:_AT_ONCE])
    for pk in ids:
        show([pk])
    return len(ids)


def _take_off_unused(ids: list[int]) -> int:
    """Takes off those of ``ids`` that may not be shown or are on no live page, each by itself."""
    return sum(_take_off_if_unused(pk) for pk in dict.fromkeys(ids))


@transaction.atomic
def _take_off_if_unused(pk: int) -> bool:
    # Locked, so that a publish of another story with this picture comes before or after.
    image = Image.objects.select_for_update().get(pk=pk)
    if Image.objects.usable(timezone.now()).filter(pk=pk, page_uses__is_live=True).exists():
        return False
    take_off(image)
    Image.objects.filter(pk=pk).update(public=False)
    return True


def put_on(image: Image, *, anew: bool = False) -> None:
    """Copies the renditions from private storage to the public one.

    What lies there in full is kept, unless ``anew``. Raises ``ImageError`` if a file is missing.
    """
    private, shown = _storages()

    def put_one(rendition: Rendition) -> None:
        name, size = rendition["name"], rendition["size"]
        if anew or not image.public or not has(shown, name, size):
            copy(private, private_name(rendition), shown, name, size)

    try:
        _for_each(image.renditions, put_one)
    except FileNotFoundError as lost:
        raise ImageError(
            f"Files of the picture “{image}” are missing; send the picture again, then publish."
        ) from lost


def is_complete(image: Image) -> bool:
    """Whether private storage has every rendition in full."""
    private, _ = _storages()
    return all(has(private, private_name(each), each["size"]) for each in image.renditions)


def take_off(image: Image) -> None:
    """Deletes the public copies; the private ones stay."""
    _, shown = _storages()
    _for_each(image.renditions, lambda rendition: shown.delete(rendition["name"]))


def discard(renditions: Iterable[Rendition]) -> None:
    """Deletes renditions that are offered no more, wherever they lie."""
    private, shown = _storages()

    def delete_one(rendition: Rendition) -> None:
        shown.delete(rendition["name"])
        private.delete(private_name(rendition))

    _for_each(list(renditions), delete_one)


def private_name(rendition: Rendition) -> str:
    """Its name in private storage."""
    return f"renditions/{rendition['name']}"


def _for_each(renditions: list[Rendition], work: Callable[[Rendition], None]) -> None:
    with crew(len(renditions)) as at_once:
        at_once(work, renditions)


def _storages() -> tuple[Storage, Storage]:
    return storages["private"], storages["default"]
