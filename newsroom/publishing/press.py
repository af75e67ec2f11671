"""The press: writes an edition and brings the page at the story's public path up to date."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from newsroom.media import public
from newsroom.publishing import paths
from newsroom.publishing.content import SCHEMA, digest
from newsroom.publishing.fragment import set_body, without_figures
from newsroom.publishing.models import (
    Contributor,
    Edition,
    Page,
    PageByline,
    PagePicture,
    PageTopic,
    Section,
    Story,
    Topic,
)
from newsroom.publishing.stamps import NEEDS_NOTE, Pressed, Stamps, history_of, is_stamping, stamps
from newsroom.text.excerpt import teaser
from newsroom.text.words import word_count

# Content that a page carries over as it is.
_CARRIED = (
    "kind headline kicker standfirst language direction dateline_place dateline_date credit"
    " bylines topics evergreen print_edition print_page"
).split()
_PATHS_TRIED_AT_ONCE = 20
_PRESSES_AT_ONCE = 5


def grace() -> timedelta:
    return timedelta(minutes=settings.NEWSROOM_GRACE_MINUTES)


def write_edition(
    story: Story, content: dict[str, Any], *, kind: str, note: str, at: datetime, by_name: str,
    by: Any, waiting: Edition | None = None,
) -> Edition:  # fmt: skip
    """The story's next edition, from ``content``; a waiting edition is pressed instead if given."""
    edition = waiting or Edition(
        desk=story.desk, story_uid=story.uid, content=content, digest=digest(content),
        schema=SCHEMA, kind=kind, note=note.strip(), by=by, by_name=by_name,
    )  # fmt: skip
    edition.state = Edition.State.PRESSED
    edition.number = last_number(story) + 1
    edition.at = at
    edition.failure, edition.retry_at = "", None
    edition.save()
    return edition


def last_number(story: Story) -> int:
    """Number of the story's last edition, 0 before the first."""
    last = Edition.objects.pressed().of(story.uid).order_by("-number").values_list("number").first()
    return last[0] if last and last[0] else 0


def bring_page_up_to_date(story: Story, edition: Edition) -> Page:
    """Writes the page of ``edition``; a changed address leaves a moved row behind."""
    page = Page.objects.select_for_update().of_story(story.uid).first()
    if page is None:
        page = Page(story_uid=story.uid, desk=story.desk)
        page.path_date = timezone.localtime(edition.at).date()
    former = page.path
    prefix = place(page, story, edition.content)
    fill(page, edition)
    stamp(page, history(edition.story_uid))
    page.state, page.was_killed = Page.State.LIVE, False
    _save(page, former, prefix, edition.content["slug"])
    _link(page, _with_what_is_left(edition) if edition.due_at else edition.content)
    _keep_legacy_addresses(page, edition.content["legacy_addresses"])
    return page


def restamp(page: Page) -> None:
    """Derives the dates and changes again, after an edition was classed anew."""
    stamp(page, history(page.story_uid))
    page.save()
    _update_links(page)


def take_page_down(page: Page, *, killed: bool) -> None:
    """The page answers 410; its pictures' files go too unless another page shows them."""
    page.state, page.was_killed = Page.State.GONE, killed
    page.save()
    _update_links(page)
    public.hide(image_ids(page))


def image_ids(page: Page) -> list[int]:
    return list(PagePicture.objects.filter(page=page).values_list("image_id", flat=True))


def history(story_uid: Any) -> list[tuple[Pressed, str, int]]:
    """The story's editions in order, as the stamp rules take them, with note and number."""
    # A pressed edition has its number and its time: a constraint says so.
    rows: list[tuple[str, datetime, str, int]] = list(
        Edition.objects.pressed()
        .of(story_uid)
        .order_by("number")
        .values_list("kind", "at", "note", "number")  # type: ignore[arg-type]
    )
    pressed = history_of((kind, at) for kind, at, _, _ in rows)
    return [(p, note, number) for p, (_, _, note, number) in zip(pressed, rows, strict=True)]


# --- Where the page stands ---


def place(page: Page, story: Story, content: dict[str, Any]) -> tuple[str, ...]:
    """Sets the page's section and path; returns the path's first segments."""
    section = (
        Section.objects.select_related("parent").get(pk=content["section"])
        if content["section"]
        else None
    )
    top = section.top if section else None
    prefix = story.path_prefix(content["kind"], top)
    if page.path == "" or _has_moved(page, story, prefix, content["slug"]):
        page.path = _free_path(page, prefix, content["slug"])
    page.section, page.top_section = section, top
    return prefix


def _has_moved(page: Page, story: Story, prefix: tuple[str, ...], slug: str) -> bool:
    """Whether slug, top section or genre changed; a section's new slug moves no page."""
    former = story.path_prefix(page.kind, page.top_section)
    last = page.edition.content["slug"] if page.edition else ""
    return former != prefix or last != slug


def _free_path(page: Page, prefix: tuple[str, ...], slug: str) -> str:
    """The path that the story may take: its own, a former one of its own, or one nobody has."""
    assert page.path_date is not None
    numbers = range(2, _PATHS_TRIED_AT_ONCE)
    slugs = [slug, *(f"{slug}-{n}" for n in numbers), f"{slug}-{page.story_uid.hex}"]
    candidates = [paths.story_path(prefix, page.path_date, each) for each in slugs]
    taken = set(
        Page.objects.filter(path__in=candidates)
        .exclude(story_uid=page.story_uid)
        .values_list("path", flat=True)
    )
    return next(path for path in candidates if path not in taken)


def _save(page: Page, former: str, prefix: tuple[str, ...], slug: str) -> None:
    """Stores the page; if another press takes its path at this instant, the next free one."""
    for _ in range(_PRESSES_AT_ONCE):
        try:
            with transaction.atomic():
                if page.path != former:
                    # A story may take back an address of its own that it had left.
                    own = Page.objects.filter(path=page.path, story_uid=page.story_uid)
                    own.filter(state=Page.State.MOVED).delete()
                page.save()
        except IntegrityError:
            page.path = _free_path(page, prefix, slug)
        else:
            break
    else:
        raise IntegrityError(f"No free address like {page.path}")
    page.former_path = former if former != page.path else ""
    if page.former_path:
        _leave_behind(page, former)


def _leave_behind(page: Page, path: str) -> None:
    Page.objects.create(path=path, state=Page.State.MOVED, desk=page.desk, story_uid=page.story_uid)


def _keep_legacy_addresses(page: Page, addresses: list[str]) -> None:
    if not addresses:
        return
    taken = set(Page.objects.filter(path__in=addresses).values_list("path", flat=True))
    for address in addresses:
        if address not in taken:
            _leave_behind(page, address)
            taken.add(address)


# --- What the page says ---


def fill(page: Page, edition: Edition) -> None:
    content = edition.content
    for name in _CARRIED:
        setattr(page, name, content[name])
    page.teaser = teaser(without_figures(content["body"]), content["teaser"])
    page.body = set_body(
        content["body"],
        place=content["dateline_place"],
        date=content["dateline_date"],
        credit=content["credit"],
    )
    page.word_count = word_count(content["body"])
    page.print_date = content["print_date"] or None
    page.edition = edition


def stamp(page: Page, editions: list[tuple[Pressed, str, int]]) -> None:
    dates: Stamps = stamps([pressed for pressed, _, _ in editions], grace=grace())
    page.first_published_at = dates.first_published_at
    page.originally_published_at = dates.originally_published_at
    page.updated_at = dates.updated_at
    page.changes = [
        {"number": number, "kind": pressed.kind, "note": note, "at": pressed.at.isoformat()}
        for pressed, note, number in editions
        if pressed.at > dates.first_published_at
        and is_stamping(pressed, dates.first_published_at, grace=grace())
    ]
    corrections = [each["at"] for each in page.changes if each["kind"] in NEEDS_NOTE]
    page.corrected_at = max(map(datetime.fromisoformat, corrections), default=None)


# --- Link rows: topics, contributors, pictures ---


def _with_what_is_left(edition: Edition) -> dict[str, Any]:
    """The content of an edition that waited, without topics and contributors deleted meanwhile.

    Their names stay in print; only the links to their pages go.
    """
    content = edition.content
    topics = Topic.objects.filter(pk__in=[topic["id"] for topic in content["topics"]])
    people = Contributor.objects.filter(pk__in=[line["contributor"] for line in content["bylines"]])
    left_topics, left_people = (
        set(topics.values_list("pk", flat=True)),
        set(people.values_list("pk", flat=True)),
    )
    return {
        **content,
        "topics": [topic for topic in content["topics"] if topic["id"] in left_topics],
        "bylines": [line for line in content["bylines"] if line["contributor"] in left_people],
    }


def _link(page: Page, content: dict[str, Any]) -> None:
    for model in (PageTopic, PageByline, PagePicture):
        model._default_manager.filter(page=page).delete()
    order = {"is_live": True, "first_published_at": page.first_published_at}
    PageTopic.objects.bulk_create(
        PageTopic(page=page, topic_id=topic["id"], **order) for topic in content["topics"]
    )
    contributors = {line["contributor"] for line in content["bylines"] if line["contributor"]}
    PageByline.objects.bulk_create(
        PageByline(page=page, contributor_id=pk, **order) for pk in sorted(contributors)
    )
    words = ("role", "order", "crop", "caption", "alt", "credit")
    PagePicture.objects.bulk_create(
        PagePicture(
            page=page, image_id=use["image"], is_live=True, **{name: use[name] for name in words}
        )
        for use in content["pictures"]
    )


def _update_links(page: Page) -> None:
    live = page.state == Page.State.LIVE
    for model in (PageTopic, PageByline):
        model._default_manager.filter(page=page).update(
            is_live=live, first_published_at=page.first_published_at
        )
    PagePicture.objects.filter(page=page).update(is_live=live)
