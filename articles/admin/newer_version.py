"""The page on which an editor decides on a newer version from the wire."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles.decision import Merged, accept, dismiss, merged
from articles.models import Article, Proposal
from articles.wire_copy import correction_note, correction_since
from newsroom.publishing import workflow
from newsroom.publishing.admin import access, status
from newsroom.publishing.admin.compare import LABELS
from newsroom.publishing.stamps import Kind, suggested_kind
from newsroom.publishing.workflow import WorkflowError
from newsroom.text.merge import Hunk, Shown, runs

if TYPE_CHECKING:
    from articles.admin.desk import ArticleAdmin

_TITLES = {
    "kept": "Unchanged",
    "ours": "Changed here alone",
    "theirs": "Changed by the agency alone",
    "both": "Changed by both in the same way",
    "merged": "Changed by both in different words",
    "conflict": "Changed by both in the same place",
}


@dataclass(frozen=True, slots=True)
class Place:
    """One place that differs, as the page shows it."""

    name: str
    label: str
    hunk: Hunk
    shown: Shown
    choice: str

    @property
    def title(self) -> str:
        return _TITLES[self.hunk.kind]

    @property
    def is_conflict(self) -> bool:
        return self.hunk.kind == "conflict"


def url(admin: "ArticleAdmin") -> URLPattern:
    return path(
        "<int:object_id>/newer-version/",
        admin.admin_site.admin_view(partial(_answer, admin)),
        name="articles_article_newer_version",
    )


def _answer(admin: "ArticleAdmin", request: HttpRequest, object_id: int) -> HttpResponse:
    response: HttpResponse = _view(request, admin, object_id)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def _view(request: HttpRequest, admin: "ArticleAdmin", object_id: int) -> HttpResponse:
    if not access.may_read(request):
        raise PermissionDenied
    article = admin.get_queryset(request).filter(pk=object_id).first()
    if article is None:
        raise Http404
    if request.method == "POST" and not access.may_change(request, article):
        raise PermissionDenied
    proposal = open_proposal(article)
    if proposal is None:
        messages.info(request, "No newer version waits for a decision.")
        return HttpResponseRedirect(admin.story_url(article.pk))
    proposal.article = article
    if request.method == "POST":
        return _decide(admin, request, proposal)
    return _shown(admin, request, proposal, {})


def open_proposal(article: Article) -> Proposal | None:
    """The newer version that waits for a decision on ``article``, if one does."""
    rows = Proposal.objects.open().filter(article=article)
    return rows.select_related("item__delivery__feed__source").first()


def _decide(admin: "ArticleAdmin", request: HttpRequest, proposal: Proposal) -> HttpResponse:
    do = request.POST.get("do", "")
    choices = {
        name.removeprefix("choice-"): value
        for name, value in request.POST.items()
        if name.startswith("choice-") and value in {"ours", "theirs", "merged"}
    }
    if do == "take-all":
        choices = dict.fromkeys(_names(merged(proposal)), "theirs")
    by = access.user_of(request)
    seen, posted = request.POST.get("seen", ""), request.POST.get("version", "")
    version = int(posted) if posted.isdecimal() else 0
    try:
        if seen != str(proposal.pk):
            raise WorkflowError("A still newer version has come since; look at this one.")
        with transaction.atomic():
            told = _done(request, proposal, do, choices, by, version)
    except WorkflowError as refusal:
        fresh = admin.get_queryset(request).get(pk=proposal.article_id)
        again = open_proposal(fresh)
        if again is None:
            messages.warning(request, str(refusal))
            return HttpResponseRedirect(admin.story_url(fresh.pk))
        again.article = fresh
        return _shown(admin, request, again, choices, refused=str(refusal), code=409)
    messages.success(request, told)
    return HttpResponseRedirect(admin.story_url(proposal.article_id))


def _done(
    request: HttpRequest, proposal: Proposal, do: str, choices: dict[str, str], by: Any,
    version: int,
) -> str:  # fmt: skip
    if do == "dismiss":
        dismiss(proposal, by=by, version=version)
        return "The newer version was dismissed; the story stands as it is."
    article = accept(proposal, choices, by=by, version=version)
    if do != "publish":
        return "The newer version was taken into the story. Readers have what they had."
    kind, note = request.POST.get("kind", ""), request.POST.get("note", "")
    edition = workflow.publish(article, by=by, kind=kind, note=note)
    return f"The newer version was taken, and readers have it as {edition.get_kind_display()}."


def _names(compared: Merged) -> list[str]:
    return [
        *compared.lines,
        "bylines",
        *(f"body-{number}" for number in range(len(compared.body))),
    ]


def _shown(
    admin: "ArticleAdmin", request: HttpRequest, proposal: Proposal, choices: dict[str, str], *,
    refused: str = "", code: int = 200,
) -> HttpResponse:  # fmt: skip
    article, item = proposal.article, proposal.item
    compared = merged(proposal)
    correction = correction_since(article, item)
    kind = suggested_kind(readers_text_changed=True, agency_correction=correction is not None)
    context = {
        **admin.admin_site.each_context(request),
        "title": f"A newer version: {article}",
        "opts": admin.opts,
        "story": article,
        "proposal": proposal,
        "item": item,
        "feed": item.delivery.feed,
        "notes": [line for line in str(item.data.get("ednote") or "").split("\n") if line],
        "marks": status.show(status.marks(article, timezone.now())),
        "lines": _lines(compared, choices),
        "body": _body(compared.body, choices),
        "conflicts": compared.conflicts,
        "may_change": access.may_change(request, article),
        "may_publish": article.is_live and access.rights_of(request).may("publish", article),
        "kind": kind,
        "kinds": [Kind.UPDATE, Kind.CORRECTION, Kind.CLARIFICATION, Kind.MINOR],
        "note": request.POST.get(
            "note", correction_note(article, correction) if correction else ""
        ),
        "refused": refused,
        "back": admin.story_url(article.pk),
    }
    return render(request, "admin/articles/newer_version.html", context, status=code)


def _lines(compared: Merged, choices: dict[str, str]) -> list[Place]:
    hunks = {**compared.lines, "bylines": compared.bylines}
    return [
        _place(name, LABELS[name], hunk, choices)
        for name, hunk in hunks.items()
        if hunk.kind != "kept"
    ]


def _body(hunks: list[Hunk], choices: dict[str, str]) -> list[Place]:
    return [
        _place(f"body-{number}", f"Text, place {number + 1}", hunk, choices)
        for number, hunk in enumerate(hunks)
    ]


def _place(name: str, label: str, hunk: Hunk, choices: dict[str, str]) -> Place:
    return Place(name, label, hunk, runs(hunk), choices.get(name, "merged"))
