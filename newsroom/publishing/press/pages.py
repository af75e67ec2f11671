"""Pages brought up to date with the editions that were pressed, and taken down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from newsroom.media import public
from newsroom.publishing.models import (
    Contributor,
    Edition,
    Page,
    PageByline,
    PagePicture,
    PageTopic,
    Story,
    Topic,
)
from newsroom.publishing.press.editions import Past, history
from newsroom.publishing.press.placing import Place, Wanted, give_free_paths, set_sections
from newsroom.publishing.press.setting import fill, stamp

_PRESSES_AT_ONCE = 5


@dataclass(slots=True)
class _Proof:
    """A page on its way to readers: of which edition, and what it was before."""

    page: Page
    edition: Edition
    former: str
    linked_before: list[Any] = field(default_factory=list)
    pictures_before: list[dict[str, Any]] = field(default_factory=list)
    place: Place | None = None

    @property
    def is_new(self) -> bool:
        return not self.former


def bring_up_to_date(
    rows: Sequence[Story], editions: dict[UUID, Edition], past: dict[UUID, Past]
) -> tuple[list[Page], list[int]]:
    """Writes the page of each story's last edition; a changed address leaves a moved row behind.

    ``editions`` and ``past`` by the story's uid. Returns the pages and the pictures that they show
    no more.
    """
    pages = _pages_of(rows, past)
    proofs = [_Proof(page, editions[page.story_uid], page.path, _linked(page)) for page in pages]
    for each, place in zip(proofs, set_sections(_wanted(proofs, rows)), strict=True):
        each.place = place if place.is_new else None
        fill(each.page, each.edition)
        stamp(each.page, past[each.page.story_uid].entries)
        each.page.state, each.page.was_killed = Page.State.LIVE, False
    if places := [each.place for each in proofs if each.place]:
        give_free_paths(places)
    _save(proofs)
    _link(proofs)
    _keep_legacy_addresses(proofs)
    return pages, [image for each in proofs for image in _taken_off(each)]


def _pages_of(rows: Sequence[Story], past: dict[UUID, Past]) -> list[Page]:
    """The stories' pages, locked, or new ones dated by the day on which they went live.

    That is the day of the first edition, also where a run brings later ones with it.
    """
    locked = Page.objects.select_for_update(of=("self",)).select_related("top_section")
    uids = [row.uid for row in rows]
    found = locked.filter(story_uid__in=uids).exclude(state=Page.State.MOVED).order_by("pk")
    pages = {page.story_uid: page for page in found}
    for row in rows:
        if row.uid not in pages:
            first = past[row.uid].entries[0][0].at
            page = pages[row.uid] = Page(story_uid=row.uid, desk=row.desk)
            page.path_date = timezone.localtime(first).date()
    return [pages[uid] for uid in uids]


def _wanted(proofs: Sequence[_Proof], rows: Sequence[Story]) -> list[Wanted]:
    former = [each.page.edition_id for each in proofs if each.page.edition_id]
    last: dict[int, tuple[str, list[dict[str, Any]]]] = {}
    if former:
        names = ("pk", "content__slug", "content__pictures")
        found = Edition.objects.filter(pk__in=former).values_list(*names)
        last = {pk: (slug, pictures) for pk, slug, pictures in found}
    wanted = []
    for each, row in zip(proofs, rows, strict=True):
        slug, each.pictures_before = last.get(each.page.edition_id or 0, ("", []))
        wanted.append(Wanted(each.page, row, each.edition.content, slug))
    return wanted


def _linked(page: Page) -> list[Any]:
    """What the page's link rows to topics and contributors say; they say it of live pages."""
    topics = {topic["id"] for topic in page.topics}
    people = {line["contributor"] for line in page.bylines}
    return [page.state, page.first_published_at, topics, people]


def _taken_off(proof: _Proof) -> set[int]:
    now = {use["image"] for use in proof.edition.content["pictures"]}
    return {use["image"] for use in proof.pictures_before} - now


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
    pictures = PagePicture.objects.filter(page=page)
    public.hide(pictures.values_list("image_id", flat=True))


# --- Storing, whatever other presses do at this instant ---


def _save(proofs: Sequence[_Proof]) -> None:
    """Stores the pages; where another press has taken a path meanwhile, under the next free one."""
    _until_paths_are_free([each for each in proofs if each.is_new], _store_new)
    for each in proofs:
        if each.is_new:
            continue
        if each.place is None:
            each.page.save()
        else:
            _until_paths_are_free([each], _store_again)
        _leave_behind_if_moved(each)


def _until_paths_are_free(proofs: list[_Proof], store: Callable[[list[_Proof]], None]) -> None:
    if not proofs:
        return
    for _ in range(_PRESSES_AT_ONCE):
        try:
            with transaction.atomic():
                store(proofs)
        except IntegrityError:
            give_free_paths([each.place for each in proofs if each.place])
        else:
            return
    raise IntegrityError(f"No free address like {proofs[0].page.path}")


def _store_new(proofs: list[_Proof]) -> None:
    # In the order of their paths: of two runs that want the same ones the second waits for the
    # first, and never each for the other.
    Page.objects.bulk_create(sorted((each.page for each in proofs), key=lambda page: page.path))


def _store_again(proofs: list[_Proof]) -> None:
    for each in proofs:
        page = each.page
        if page.path != each.former:
            # A story may take back an address of its own that it had left.
            own = Page.objects.filter(path=page.path, story_uid=page.story_uid)
            own.filter(state=Page.State.MOVED).delete()
        page.save()


def _leave_behind_if_moved(proof: _Proof) -> None:
    page = proof.page
    page.former_path = proof.former if proof.former != page.path else ""
    if page.former_path:
        _moved_from(page, page.former_path).save()


def _moved_from(page: Page, path: str) -> Page:
    return Page(path=path, state=Page.State.MOVED, desk=page.desk, story_uid=page.story_uid)


def _keep_legacy_addresses(proofs: Sequence[_Proof]) -> None:
    wanted = {
        address: each.page
        for each in reversed(proofs)
        for address in each.edition.content["legacy_addresses"]
    }
    if wanted:
        taken = set(Page.objects.filter(path__in=list(wanted)).values_list("path", flat=True))
        # Whoever publishes at the same moment may have taken one since.
        Page.objects.bulk_create(
            [_moved_from(page, each) for each, page in wanted.items() if each not in taken],
            ignore_conflicts=True,
        )


# --- Link rows: topics, contributors, pictures ---


def _link(proofs: Sequence[_Proof]) -> None:
    """Writes the link rows anew, of those pages where they would say something else."""
    changed = [
        each for each in proofs if each.edition.due_at or _linked(each.page) != each.linked_before
    ]
    _clear(changed, PageTopic, PageByline)
    contents = [(each.page, _to_link(each.edition)) for each in changed]
    PageTopic.objects.bulk_create(
        PageTopic(page=page, topic_id=topic["id"], **_order(page))
        for page, content in contents
        for topic in content["topics"]
    )
    PageByline.objects.bulk_create(
        PageByline(page=page, contributor_id=pk, **_order(page))
        for page, content in contents
        for pk in sorted({line["contributor"] for line in content["bylines"]} - {None})
    )
    _link_pictures([each for each in proofs if _pictures_differ(each)])


def _link_pictures(proofs: Sequence[_Proof]) -> None:
    _clear(proofs, PagePicture)
    words = ("role", "order", "crop", "caption", "alt", "credit")
    PagePicture.objects.bulk_create(
        PagePicture(
            page=each.page,
            image_id=use["image"],
            is_live=True,
            **{name: use[name] for name in words},
        )
        for each in proofs
        for use in each.edition.content["pictures"]
    )


def _pictures_differ(proof: _Proof) -> bool:
    was_live = proof.linked_before[0] == Page.State.LIVE
    return not was_live or proof.edition.content["pictures"] != proof.pictures_before


def _clear(proofs: Sequence[_Proof], *models: type[Model]) -> None:
    if old := [each.page for each in proofs if not each.is_new]:
        for model in models:
            model._default_manager.filter(page__in=old).delete()


def _order(page: Page) -> dict[str, Any]:
    return {"is_live": True, "first_published_at": page.first_published_at}


def _to_link(edition: Edition) -> dict[str, Any]:
    """The edition's content; of one that waited, without topics and people deleted meanwhile.

    Their names stay in print; only the links to their pages go.
    """
    content: dict[str, Any] = edition.content
    if not edition.due_at:
        return content
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


def _update_links(page: Page) -> None:
    live = page.state == Page.State.LIVE
    for model in (PageTopic, PageByline):
        model._default_manager.filter(page=page).update(
            is_live=live, first_published_at=page.first_published_at
        )
    PagePicture.objects.filter(page=page).update(is_live=live)
