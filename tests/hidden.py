"""Stories that no reader may see, in every state there is, with a canary word in every field."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from newsroom.media.models import Image
from newsroom.publishing import workflow
from newsroom.publishing.models import Story
from tests.factories import (
    a_contributor,
    a_section,
    a_topic,
    a_user,
    an_article,
    an_editorial,
    an_image,
    published,
    with_picture,
)

CANARY = "canary"

# Text fields that hold no words of anybody's: the codes and choices of the program itself.
NOT_WORDS = frozenset("language text_direction desk_state hold_origin kind genre".split())
# Written by verbs, with the canary as their reason; the working headline would forbid a publish.
BY_VERBS = frozenset("kill_reason hold_reason hold_by working_headline".split())


@dataclass
class Hidden:
    """A story that readers may not see, its pictures, and addresses that might give it away."""

    story: Any
    images: list[Image] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        """Where the story is, was or would be: its page's path, and the guessable ones."""
        page = self.story.page
        now = timezone.localtime()
        prefix = "/".join(self.story.path_prefix(self._kind(), self.story.section))
        days = {now, now + timedelta(days=1)}
        guesses = [
            f"/{prefix}/{day:%Y}/{day:%b}/{day:%d}/{self.story.slug}/".lower() for day in days
        ]
        return guesses + ([page.path] if page else []) + list(self.story.legacy_addresses)

    @property
    def files(self) -> list[str]:
        """Names of every file of its pictures: renditions, originals, what they were sent as."""
        names = []
        for image in self.images:
            names += [rendition["name"] for rendition in image.renditions]
            names += [image.original, image.filename, f"renditions/{image.renditions[0]['name']}"]
        return names

    def _kind(self) -> str:
        return str(getattr(self.story, self.story.genre_field))


def canary_fields(model: type[Story]) -> Iterator[models.Field[Any, Any]]:
    """Every field of a story that can hold somebody's words."""
    texts = (models.CharField, models.TextField, models.JSONField)
    for each in model._meta.concrete_fields:
        if isinstance(each, texts) and each.name not in NOT_WORDS | BY_VERBS:
            yield each


def fill_with_canaries(story: Any) -> list[Image]:
    """Puts a canary into every field of the story and of all that belongs to it."""
    for each in canary_fields(type(story)):
        setattr(story, each.name, _canary(each))
    story.lead_image = lead = _canary_image("lead")
    story.save()
    body_image = _canary_image("body")
    words = {"caption": "canarycaption", "alt": "canaryalt", "credit": "canarycredit"}
    with_picture(story, body_image, **words)
    story.topics.add(a_topic(slug=f"canarytopic{story.pk}", name="canarytopic"))
    writer = a_contributor(f"canarywriter {story._meta.model_name} {story.pk}", bio="canarybio")
    story.bylines.create(contributor=writer, name="canarybyline")
    story.bylines.create(name="canarystringer", role="translation")
    return [lead, body_image]


def _canary(each: models.Field[Any, Any]) -> Any:
    word = f"{CANARY}{each.name.replace('_', '')}"
    if each.name == "body":
        return f"<p>{word} once</p><p>{word} twice</p>"
    if each.name == "legacy_addresses":
        return ["/canarylegacy.html", "/story.php?id=canary7"]
    if isinstance(each, models.JSONField):
        return {"words": word}
    return word[: getattr(each, "max_length", None) or 200]


def _canary_image(name: str) -> Image:
    return an_image(
        title=f"canarytitle{name}", caption=f"canarycaption{name}", alt=f"canaryalt{name}",
        credit=f"canarycredit{name}", filename=f"canaryfile{name}.jpg", rights="canaryrights",
    )  # fmt: skip


# --- The states ---


def _hour_ahead() -> Any:
    return timezone.now() + timedelta(hours=1)


def _draft(story: Any) -> None:
    pass


def _in_review(story: Any) -> None:
    workflow.submit(story, by=None)


def _ready(story: Any) -> None:
    workflow.approve(story, by=None)


def _scheduled(story: Any) -> None:
    workflow.schedule(story, _hour_ahead(), by=a_user("chief_editor"))


def _embargoed(story: Any) -> None:
    story.embargo_until = _hour_ahead()
    story.save()


def _embargoed_and_scheduled(story: Any) -> None:
    _embargoed(story)
    workflow.schedule(story, _hour_ahead() + timedelta(hours=1), by=None)


def _held(story: Any) -> None:
    workflow.hold(story, by=None, reason="canaryholdreason")


def _spiked(story: Any) -> None:
    workflow.spike(story, by=None, reason="canaryspikereason")


def _killed_before_it_was_live(story: Any) -> None:
    workflow.kill(story, by=None, reason="canarykillreason")


def _needs_headline(story: Any) -> None:
    story.working_headline = story.headline
    story.save()


def _planned(story: Any) -> None:
    story.planned_for = _hour_ahead()
    story.save()


def _expired(story: Any) -> None:
    story.expires_at = timezone.now() - timedelta(hours=1)
    story.save()


def _withdrawn(story: Any) -> None:
    published(story)
    workflow.withdraw(story, by=None, reason="canarywithdrawreason")


def _killed(story: Any) -> None:
    published(story)
    workflow.kill(story, by=None, reason="canarykillreason")


def _restored(story: Any) -> None:
    _killed(story)
    workflow.restore(story, by=None)


def _moved_then_withdrawn(story: Any) -> None:
    published(story)
    story.slug = "canarysecondslug"
    story.save()
    published(story)
    workflow.withdraw(story, by=None, reason="canarywithdrawreason")


STATES: dict[str, Callable[[Any], None]] = {
    "draft": _draft,
    "in review": _in_review,
    "ready": _ready,
    "needs a headline": _needs_headline,
    "planned": _planned,
    "scheduled": _scheduled,
    "embargoed": _embargoed,
    "embargoed and scheduled": _embargoed_and_scheduled,
    "held": _held,
    "spiked": _spiked,
    "expired": _expired,
    "killed before it was live": _killed_before_it_was_live,
    "withdrawn": _withdrawn,
    "killed": _killed,
    "restored after a kill": _restored,
    "moved, then withdrawn": _moved_then_withdrawn,
}


def _changes_unpublished(story: Any) -> None:
    pass


def _update_scheduled(story: Any) -> None:
    workflow.schedule(story, _hour_ahead(), by=None, kind="update", note="canarynote")


# Live, and what readers may not see yet is only in the working copy or in a waiting edition.
BEHIND_LIVE: dict[str, Callable[[Any], None]] = {
    "live with unpublished changes": _changes_unpublished,
    "live with a scheduled update": _update_scheduled,
}

DESKS: dict[str, Callable[..., Any]] = {"article": an_article, "editorial": an_editorial}


def hidden_story(desk: str, state: str) -> Hidden:
    """A story of ``desk`` in ``state``, all canaries, in a section that has a live story too."""
    published(an_article(section=a_section("world"), headline="A story that everybody may read"))
    published(an_editorial(headline="A view that everybody may read"))
    story = DESKS[desk](section=a_section("world"))
    if state in BEHIND_LIVE:
        published(story)
        images = fill_with_canaries(story)
        BEHIND_LIVE[state](story)
    else:
        images = fill_with_canaries(story)
        STATES[state](story)
    story.refresh_from_db()
    return Hidden(story, images)
