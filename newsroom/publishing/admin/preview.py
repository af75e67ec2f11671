"""The page as readers would get it, for the desk's eyes alone: nothing is written, nothing kept."""

from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.media.views import private_rendition
from newsroom.publishing.admin.dialogs import story_or_404
from newsroom.publishing.admin.prospect import content_to_be, page_to_be, pictures_to_be
from newsroom.publishing.menu import Menu
from newsroom.publishing.models import Edition, PagePicture, Story
from newsroom.publishing.stamps import Kind

if TYPE_CHECKING:
    from newsroom.publishing.admin.story import StoryAdmin


def urls(admin: "StoryAdmin") -> list[URLPattern]:
    name = f"{admin.opts.app_label}_{admin.opts.model_name}"
    wrap = admin.admin_site.admin_view
    return [
        path("<int:object_id>/preview/", wrap(partial(_view, admin)), name=f"{name}_preview"),
        path(
            "<int:object_id>/preview/<int:edition_id>/",
            wrap(partial(_view, admin)),
            name=f"{name}_preview_edition",
        ),
        path(
            "<int:object_id>/preview/pictures/<uuid:uid>/<str:name>",
            wrap(partial(_picture, admin)),
            name=f"{name}_preview_picture",
        ),
    ]


def _view(
    admin: "StoryAdmin", request: HttpRequest, object_id: int, edition_id: int | None = None
) -> HttpResponse:
    response: HttpResponse = _preview_view(request, admin, object_id, edition_id)
    return response


@require_safe
def _preview_view(
    request: HttpRequest, admin: "StoryAdmin", object_id: int, edition_id: int | None
) -> HttpResponse:
    """The working copy's page, or that of one of its editions (waiting, pressed or ended)."""
    story = story_or_404(admin, request, object_id)
    now = timezone.now()
    if edition_id is None:
        content, kind, note, at = content_to_be(story), Kind.MINOR, "", now
    else:
        edition = Edition.objects.of(story.uid).filter(pk=edition_id).first()
        if edition is None:
            raise Http404
        content, kind, note = edition.content, Kind(edition.kind), edition.note
        at = edition.at or edition.due_at or now
    page = page_to_be(story, content, kind=kind, note=note, at=max(at, now))
    pictures = pictures_to_be(content)
    menu = Menu.read()
    context: dict[str, Any] = {
        "page": page,
        "menu": menu,
        "section": menu.get(page.section_id),
        "pictures": pictures,
        "is_preview": True,
        **admin.reader_context(page),
    }
    html = render_to_string(admin.reader_template, context, request)
    response = HttpResponse(_with_private_pictures(html, pictures, admin, story.pk))
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _with_private_pictures(
    html: str, pictures: list[PagePicture], admin: "StoryAdmin", pk: int
) -> str:
    """Pictures that are not public yet come through the desk's own address."""
    prefix = admin.dialog_url("preview", pk)
    for use in pictures:
        for rendition in use.image.renditions:
            public = storages["default"].url(rendition["name"])
            html = html.replace(public, f"{prefix}pictures/{use.image.uid}/{rendition['name']}")
    return html


def _picture(
    admin: "StoryAdmin", request: HttpRequest, object_id: int, uid: UUID, name: str
) -> HttpResponseBase:
    """A rendition of one of the pictures of the story or of its editions."""
    story = story_or_404(admin, request, object_id)
    used = story.pictures.filter(image__uid=uid).exists() or _was_used(story, str(uid))
    return private_rendition(request, uid, name, may_see=lambda _: used)


def _was_used(story: Story, uid: str) -> bool:
    contents = Edition.objects.of(story.uid).values_list("content", flat=True)
    return any(use["uid"] == uid for content in contents for use in content["pictures"])
