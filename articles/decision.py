"""An editor's decision on a newer version: what of it is taken into the working copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import transaction
from django.utils import timezone

from articles.models import Article, Byline, Proposal
from articles.proposals import additions_to
from articles.wire_copy import FROM_COPY, base_of, copy_of, headlines_of
from newsroom.publishing.rights import Rights
from newsroom.publishing.workflow import WorkflowError
from newsroom.publishing.workflow.act import end_wait, locked, name_of, record
from newsroom.text.merge import Choice, Hunk, merge, merge_line, result
from newsroom.text.sanitize import clean_html
from newsroom.wire.alarms import decided
from newsroom.wire.known import is_whole
from newsroom.wire.models import WireItem

LINES = tuple(name for name in FROM_COPY if name != "body")
_BETWEEN_NAMES = "; "


@dataclass(frozen=True, slots=True)
class Merged:
    """A proposal compared with the working copy: each line of the story, its names, its text."""

    lines: dict[str, Hunk]
    bylines: Hunk
    body: list[Hunk]

    @property
    def conflicts(self) -> int:
        """Where both sides changed the same place; the editors' stand unless they say otherwise."""
        hunks = [*self.lines.values(), self.bylines, *self.body]
        return sum(hunk.kind == "conflict" for hunk in hunks)


def merged(proposal: Proposal) -> Merged:
    """What the agency changed since its version was taken, beside what editors changed."""
    article = proposal.article
    base, theirs = base_of(article.wire_base), _theirs(proposal)
    names = [line.printed_name for line in article.bylines.all()]
    return Merged(
        {name: merge_line(base[name], getattr(article, name), theirs[name]) for name in LINES},
        merge_line(*(_BETWEEN_NAMES.join(each) for each in (
            base.get("bylines", []), names, theirs["bylines"],
        ))),
        merge(clean_html(base["body"]), clean_html(article.body), theirs["body"]),
    )  # fmt: skip


def _theirs(proposal: Proposal) -> dict[str, Any]:
    """The agency's words after this version: its newest whole text, and what adds to that."""
    article = proposal.article
    base, whole = base_of(article.wire_base), _whole(proposal)
    is_taken = whole is None or whole.pk == article.wire_item_id
    theirs = base if is_taken or whole is None else base_of(copy_of(whole))
    if whole != proposal.item:
        added = [copy_of(item)["body"] for item in _additions(proposal, besides_taken=is_taken)]
        theirs = {**theirs, "body": clean_html("\n".join([str(theirs["body"]), *added]))}
    if not theirs["headline"]:
        theirs["headline"] = base["headline"]  # a version without one takes none away
    return theirs


def _additions(proposal: Proposal, *, besides_taken: bool) -> list[WireItem]:
    """What adds to the whole text, up to this version; ``besides_taken`` if it has those."""
    items = [
        each.item for each in additions_to(proposal.article)
        if not (besides_taken and each.is_taken)
    ]  # fmt: skip
    return items if proposal.item in items else [*items, proposal.item]


def _whole(proposal: Proposal) -> WireItem | None:
    """The version that stands for the story if this one is taken; of an addition the text it

    adds to.
    """
    item = proposal.item
    return item if is_whole(item) or item.story is None else item.story.current


@transaction.atomic
def accept(proposal: Proposal, choices: Mapping[str, str], *, by: Any, version: int) -> Article:
    """Takes what ``choices`` say of the version into the working copy, which is stored.

    ``choices`` name hunks (``body-3``, ``headline``, ``bylines``) and say ours, theirs or
    merged; what is not named is merged. ``version`` is the story's lock version that the editor
    saw. Raises ``WorkflowError`` with a sentence for the editor.
    """
    article = _decided(proposal, by, version)
    proposal.article = article
    compared = merged(proposal)
    try:
        body = result(compared.body, _numbered(choices))
        lines = {name: _line(hunk, choices.get(name)) for name, hunk in compared.lines.items()}
    except ValueError as reason:
        raise WorkflowError(str(reason)) from reason
    names = _line(compared.bylines, choices.get("bylines"))
    _take(article, proposal, {**lines, "body": body}, names)
    if _whole(proposal) != proposal.item:
        _take_additions(proposal, by)
    _close(proposal, Proposal.State.ACCEPTED, by)
    now = timezone.now()
    end_wait(article, f"{name_of(by)} took a newer version from the wire.", at=now)
    record(
        "accept_version", article, by=by, at=now,
        after={"version": proposal.item.version, "choices": dict(choices)},
    )  # fmt: skip
    return article


@transaction.atomic
def dismiss(proposal: Proposal, *, by: Any, version: int) -> None:
    """Leaves the working copy as it is; the next version is compared with the one taken."""
    article = _decided(proposal, by, version)
    _close(proposal, Proposal.State.DISMISSED, by)
    record(
        "dismiss_version", article, by=by, at=timezone.now(),
        after={"version": proposal.item.version},
    )  # fmt: skip


def _decided(proposal: Proposal, by: Any, version: int) -> Article:
    """The article, locked, if ``by`` may decide now."""
    article = locked(proposal.article)
    proposal.refresh_from_db(fields=["state"])
    if proposal.state != Proposal.State.OPEN:
        raise WorkflowError(f"This version was decided on already: {proposal.get_state_display()}.")
    if article.is_killed:
        raise WorkflowError(f"It was killed: {article.kill_reason}")
    if not Rights(by).may_edit(article):
        raise WorkflowError("You may not change this story; ask an editor who may.")
    if article.lock_version != version:
        raise WorkflowError("The story was changed since you opened this page; look at it again.")
    return article


def _take(article: Article, proposal: Proposal, words: dict[str, str], names: str) -> None:
    theirs, whole = _theirs(proposal), _whole(proposal)
    for name, text in words.items():
        setattr(article, name, text)
    if not article.headline:
        copy = copy_of(proposal.item)
        article.headline, article.working_headline = headlines_of(proposal.item, copy)
    if not article.wire_base.get("headline"):
        theirs["headline"] = ""  # written here, where the copy had none
    article.wire_base = theirs
    if whole is not None:
        article.wire_item = whole
    article.save()
    wanted = [name for name in names.split(_BETWEEN_NAMES) if name]
    if wanted != [line.printed_name for line in article.bylines.all()]:
        article.bylines.all().delete()
        Byline.objects.bulk_create(
            [Byline(story=article, name=name, order=n) for n, name in enumerate(wanted)]
        )


def _take_additions(proposal: Proposal, by: Any) -> None:
    """The additions that came along with this one are taken with it."""
    for each in additions_to(proposal.article):
        if each.item != proposal.item:
            Proposal.objects.update_or_create(
                article=proposal.article,
                item=each.item,
                defaults={"state": Proposal.State.ACCEPTED, "decided_at": timezone.now(),
                          "decided_by": name_of(by)},
                create_defaults={"state": Proposal.State.ACCEPTED, "why": proposal.why,
                                 "made_at": timezone.now(), "decided_at": timezone.now(),
                                 "decided_by": name_of(by)},
            )  # fmt: skip


def _line(hunk: Hunk, choice: str | None) -> str:
    return result([hunk], {0: cast(Choice, choice)} if choice else None)


def _numbered(choices: Mapping[str, str]) -> dict[int, Choice]:
    found: dict[int, Choice] = {}
    for name, choice in choices.items():
        place, dash, number = name.partition("-")
        if place == "body" and dash and number.isdecimal():
            found[int(number)] = cast(Choice, choice)
    return found


def _close(proposal: Proposal, state: str, by: Any) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, timezone.now(), name_of(by)
    proposal.save(update_fields=["state", "decided_at", "decided_by"])
    decided(proposal.article, now=proposal.decided_at)
