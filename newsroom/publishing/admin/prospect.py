"""What publishing a story would do now: the page to be, what changes, the stamp, the refusals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from newsroom.media.models import Image
from newsroom.publishing import content as contents
from newsroom.publishing import press
from newsroom.publishing.admin.compare import Change, changes
from newsroom.publishing.gate import refusals
from newsroom.publishing.models import Edition, Page, PagePicture, Story
from newsroom.publishing.printed import moment
from newsroom.publishing.stamps import Kind, Pressed, is_stamping, stamps, suggested_kind
from newsroom.text.slug import proposed_slug

_KINDS = {
    Kind.FIRST: ("First publication", "Readers get it for the first time."),
    Kind.MINOR: ("Minor fix", "Spelling, style, a better picture. Readers are not told."),
    Kind.UPDATE: ("Update", "There is something new in it."),
    Kind.CORRECTION: ("Correction", "Something was wrong. Readers are told what, in your note."),
    Kind.CLARIFICATION: ("Clarification", "Something could be misread. Your note says what."),
    Kind.RETRACTION: ("Retraction", "The story stays up, and your note says that it is withdrawn."),
}


@dataclass(frozen=True, slots=True)
class KindOffer:
    """A kind that the dialog offers, and what readers would see of it."""

    value: str
    label: str
    meaning: str
    stamp: str
    suggested: bool


@dataclass(frozen=True, slots=True)
class Prospect:
    """What publishing ``story`` as it is stored would give readers."""

    story: Story
    at: datetime
    content: dict[str, Any]
    last: Edition | None
    is_live: bool

    @classmethod
    def of(cls, story: Story, at: datetime) -> "Prospect":
        """Reads the working copy and the last edition; ``at`` is the clock."""
        last = Edition.objects.pressed().of(story.uid).order_by("-number").first()
        page = story.page
        is_live = page is not None and page.state == Page.State.LIVE
        return cls(story, at, content_to_be(story), last, is_live)

    @property
    def refusals(self) -> list[str]:
        """Why it may not go live at ``at``, in the editor's words."""
        return refusals(self.story, self.content, self.at)

    @property
    def changes(self) -> list[Change]:
        """What differs from the last edition; empty before the first."""
        return changes(self.last.content, self.content) if self.last else []

    @property
    def readers_text_changed(self) -> bool:
        return self.last is None or contents.readers_text_changed(self.last.content, self.content)

    @property
    def page(self) -> Page:
        return page_to_be(self.story, self.content, kind=self._default_kind, at=self.at)

    @property
    def address(self) -> str:
        """The public path it will have; empty while it has no section that begins it."""
        if self.story.needs_section and self.content["section"] is None:
            return ""
        return self.page.path

    def offers(self, allowed: Iterable[Kind]) -> list[KindOffer]:
        """The kinds to choose from, each with its stamp; the rules suggest, people decide (R1)."""
        suggestion = suggested_kind(readers_text_changed=self.readers_text_changed)
        first = self.last is None
        return [
            KindOffer(kind, *_KINDS[kind], self.stamp_of(kind), not first and kind is suggestion)
            for kind in allowed
        ]

    def stamp_of(self, kind: Kind) -> str:
        """``Readers will see: Updated 07 May, 2024 14:05 PKT``, or why there is no stamp."""
        if kind is Kind.FIRST:
            return f"Readers will see: Published {moment(self.at)}"
        history = [pressed for pressed, _, _ in press.history(self.story.uid)]
        pressed, grace = Pressed(kind, self.at), press.grace()
        dates = stamps([*history, pressed], grace=grace)
        stamped = dates.updated_at
        if stamped and is_stamping(pressed, dates.first_published_at, grace=grace):
            return f"Readers will see: Updated {moment(stamped)}"
        if stamped:
            return f"The stamp stays as it is: Updated {moment(stamped)}"
        if kind is Kind.UPDATE:
            minutes = settings.NEWSROOM_GRACE_MINUTES
            return f"No Updated stamp: within the {minutes} minutes after first publication"
        return "No Updated stamp"

    @property
    def _default_kind(self) -> Kind:
        return Kind.FIRST if self.last is None else Kind.MINOR


def content_to_be(story: Story) -> dict[str, Any]:
    """The working copy's content, with the slug that the press would propose."""
    content = story.content()
    content["slug"] = content["slug"] or proposed_slug(story.headline, story.uid.hex)
    return content


def page_to_be(
    story: Story, content: dict[str, Any], *, kind: str, at: datetime, note: str = ""
) -> Page:
    """The page that pressing ``content`` would give, filled by the press's own hand, not stored."""
    page = Page.objects.of_story(story.uid).select_related("edition").first()
    if page is None:
        page = Page(story_uid=story.uid, desk=story.desk)
        page.path_date = timezone.localtime(at).date()
    edition = Edition(desk=story.desk, story_uid=story.uid, content=content, kind=kind, at=at)
    history = press.history(story.uid)
    is_first = Kind(kind) is Kind.FIRST or not history
    pressed = Pressed(Kind.FIRST if is_first else Kind(kind), at)
    press.place(page, story, content)
    press.fill(page, edition)
    press.stamp(page, [*history, (pressed, note, len(history) + 1)])
    page.state = Page.State.LIVE
    return page


def pictures_to_be(content: dict[str, Any]) -> list[PagePicture]:
    """The pictures that readers would see with ``content``, in order, not stored."""
    words = ("role", "order", "crop", "caption", "alt", "credit")
    ids = [use["image"] for use in content["pictures"]]
    usable = Image.objects.usable(timezone.now()).in_bulk(ids)
    return [
        PagePicture(image=usable[use["image"]], is_live=True, **{name: use[name] for name in words})
        for use in content["pictures"]
        if use["image"] in usable
    ]
