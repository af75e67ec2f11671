"""What changes for readers is numbered in the transaction that changes it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.tasks import signals as tasks

from newsroom.delivery import asked
from newsroom.delivery.figures import TASKS_ENDED
from newsroom.delivery.generations import bump
from newsroom.delivery.purging.backlog import note
from newsroom.delivery.waking import wake
from newsroom.media.models import Image
from newsroom.publishing import shown, signals
from newsroom.publishing.changes import changed, register
from newsroom.publishing.models import Contributor, Page, Section, Topic
from newsroom.publishing.signals import Press

register(note)
register(bump)  # last of what others wait for
register(wake)

_TAKEN_DOWN = frozenset({"kill", "withdraw"})


@receiver(signals.pressing_run)
def pages_changed(sender: Any, presses: Sequence[Press], **kwargs: Any) -> None:
    """The pages, and every list that they stand in, stood in, or may stand in now."""
    tags: set[str] = set()
    gone: set[str] = set()
    for press in presses:
        tags |= tags_of(press.page)
        # Only what shows the page itself or a card of it: others of its lists may wait a moment.
        if press.verb in _TAKEN_DOWN or press.page.former_path:
            gone.add(shown.page(press.page.pk))
    changed(tags, at_once=gone | ({shown.TAKEN_DOWN} if gone else set()))


def tags_of(page: Page) -> set[str]:
    """What a change of ``page`` changes; lists that it left show it and know its own tag."""
    sections = {page.section_id, page.top_section_id} - {None}
    people = {line["contributor"] for line in page.bylines} - {None}
    return {
        shown.page(page.pk),
        shown.EVERY_PAGE,
        shown.desk(page.desk),
        shown.genre(page.kind),
        *((shown.CORRECTIONS,) if page.corrected_at else ()),
        *(shown.section(pk) for pk in sections if pk),
        *(shown.topic(topic["id"]) for topic in page.topics),
        *(shown.contributor(pk) for pk in people),
    }


@receiver([post_save, post_delete], sender=Section)
def menu_changed(sender: type[Model], instance: Section, **kwargs: Any) -> None:
    changed({shown.MENU, shown.section(instance.pk)})


@receiver([post_save, post_delete], sender=Topic)
def topic_changed(sender: type[Model], instance: Topic, **kwargs: Any) -> None:
    changed({shown.topic(instance.pk)})


@receiver([post_save, post_delete], sender=Contributor)
def contributor_changed(sender: type[Model], instance: Contributor, **kwargs: Any) -> None:
    changed({shown.contributor(instance.pk)})


@receiver(post_save, sender=Image)
def picture_changed(sender: type[Model], instance: Image, created: bool, **kwargs: Any) -> None:
    """A new picture stands nowhere yet."""
    if not created:
        tag = shown.picture(instance.pk)
        changed({tag}, at_once={tag} if instance.state == Image.State.KILLED else ())


@receiver(tasks.task_started)
def task_began(sender: Any, task_result: Any, **kwargs: Any) -> None:
    """From here on the log's lines of this thread carry the task's name."""
    asked.begin(task_result.task.module_path)


@receiver(tasks.task_finished)
def task_ended(sender: Any, task_result: Any, **kwargs: Any) -> None:
    asked.begin("")
    TASKS_ENDED.at(task_result.task.module_path, str(task_result.status).lower()).add()
