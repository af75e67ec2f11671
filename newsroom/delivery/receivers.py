"""What changes for readers is numbered in the transaction that changes it."""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from newsroom.delivery.generations import bump
from newsroom.media.models import Image
from newsroom.publishing import shown, signals
from newsroom.publishing.changes import changed, register
from newsroom.publishing.models import Contributor, Page, PageByline, PageTopic, Section, Topic

register(bump)

_TAKEN_DOWN = frozenset({"kill", "withdraw"})


@receiver(signals.pressing)
def page_changed(sender: Any, page: Page, verb: str, **kwargs: Any) -> None:
    """The page, and every list that it stands in, stood in, or may stand in now."""
    # Only what shows the page itself or a card of it: other pages of its lists may wait a moment.
    is_gone = verb in _TAKEN_DOWN or bool(page.former_path)
    changed(tags_of(page), at_once={shown.page(page.pk)} if is_gone else ())


def tags_of(page: Page) -> set[str]:
    """What a change of ``page`` changes; lists that it left show it and know its own tag."""
    sections = {page.section_id, page.top_section_id} - {None}
    topics = PageTopic.objects.filter(page=page).values_list("topic_id", flat=True)
    people = PageByline.objects.filter(page=page).values_list("contributor_id", flat=True)
    return {
        shown.page(page.pk),
        shown.EVERY_PAGE,
        shown.desk(page.desk),
        shown.genre(page.kind),
        *(shown.section(pk) for pk in sections if pk),
        *(shown.topic(pk) for pk in topics),
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
