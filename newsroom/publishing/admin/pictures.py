"""Pictures by the table of permissions, and the kill of a picture."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from newsroom.media.admin import PictureAdmin, use_models
from newsroom.media.models import Image
from newsroom.publishing.long_lists import WordSearch
from newsroom.publishing.models import Page
from newsroom.publishing.permissions import RecordAdmin, rights_of
from newsroom.publishing.workflow import kill_picture


class KillForm(forms.Form):
    """Why a picture is killed; the reason is kept."""

    reason = forms.CharField(
        label="Why must it go?",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It is kept in the audit, and shown to whoever wants to use the picture.",
    )


@admin.register(Image)
class ImageAdmin(WordSearch, RecordAdmin, PictureAdmin):
    """Pictures: sent by all who write, described and killed by those whose work it is."""

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<path:object_id>/kill/",
                self.admin_site.admin_view(self.kill_view),
                name="media_image_kill",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        extra = {"may_kill": _may_kill(request), **(extra_context or {})}
        response: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return response

    def kill_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Asks for a reason, then takes the picture off everything."""
        if not _may_kill(request):
            raise PermissionDenied
        image: Any = self.get_object(request, unquote(object_id))
        if image is None:
            raise Http404
        form = KillForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            kill_picture(image, by=request.user, reason=form.cleaned_data["reason"])
            self.message_user(
                request, "The picture is killed and gone from every page.", messages.SUCCESS
            )
            return HttpResponseRedirect(reverse("admin:media_image_change", args=[image.pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": f"Kill the picture “{image}”",
            "opts": self.opts,
            "image": image,
            "form": form,
            "pages": _live_pages(image),
            "uses": sum(
                model._default_manager.filter(image=image).count() for model in use_models()
            ),
        }
        return render(request, "admin/media/image/kill.html", context)


def _may_kill(request: HttpRequest) -> bool:
    return rights_of(request).may("kill_picture")


def _live_pages(image: Image) -> list[Page]:
    pages = Page.objects.live().filter(picture_links__image=image).newest_first()
    return list(pages.distinct()[:100])
