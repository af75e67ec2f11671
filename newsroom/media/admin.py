"""Pictures in the admin: sending, seeing, describing; who may is said one floor up."""

import logging
from functools import partial
from typing import Any

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from newsroom.media.errors import ImageError
from newsroom.media.intake import receive_image
from newsroom.media.models import Image, PictureUse, Rendition
from newsroom.media.tasks import prepare_image
from newsroom.media.views import private_rendition

log = logging.getLogger("newsroom.media")

TEXTS = ["title", "caption", "alt", "credit"]
RIGHTS = ["rights", "rights_expire_at"]
FOCUS = ["focal_x", "focal_y"]
_NOT_KEPT = "The storage of pictures does not answer, so it was not kept; send it again in a while."
_HINTS = {
    "caption": "What readers see under it: who, what, where, when. Each story may print its own.",
    "alt": "Needed for readers who cannot see the picture: say what it shows.",
    "credit": "Needed: photographer and agency, as they shall be printed.",
}


class PictureForm(forms.ModelForm[Image]):
    """The words, the rights and the focal point of a picture."""

    class Meta:
        model = Image
        fields = [*TEXTS, *RIGHTS, *FOCUS]
        help_texts = _HINTS


class UploadForm(PictureForm):
    """A picture to send; it is looked at before anything is stored."""

    file = forms.FileField(label="picture", help_text="JPEG, PNG, WebP, AVIF, GIF or TIFF.")
    sender: Any = None

    field_order = ["file"]

    class Meta(PictureForm.Meta):
        fields = [*TEXTS, *RIGHTS]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        file = cleaned["file"]
        # What is left empty is taken from what the file says about itself.
        fields = {name: value for name in self._meta.fields or () if (value := cleaned.get(name))}
        try:
            self.received = receive_image(file, filename=file.name, by=self.sender, **fields)
        except ImageError as refusal:
            self.add_error("file", str(refusal))
        except OSError as reason:
            log.warning("A picture that was sent could not be kept: %s", reason)
            self.add_error("file", _NOT_KEPT)
        return cleaned

    def _post_clean(self) -> None:
        if not self.errors:
            self.instance = self.received

    def save(self, commit: bool = True) -> Image:
        self.save_m2m = lambda: None  # type: ignore[method-assign]
        return self.received


class PictureAdmin(admin.ModelAdmin[Image]):
    """A picture's form, with what it looks like and where it is used."""

    form = PictureForm
    list_display = ["thumbnail", "name", "state", "credit", "missing", "created_at"]
    list_display_links = ["name"]
    list_filter = ["state", "created_at"]
    list_per_page = 48
    search_fields = ["title", "caption", "credit", "filename"]
    readonly_fields = ["preview", "state", "failure", "file", "uploaded_by", "used_in", "killed"]

    class Media:
        js = [forms.Script("newsroom/focal_point.js", type="module")]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [
                (None, {"fields": ["file", *TEXTS]}),
                ("Rights", {"fields": RIGHTS}),
            ]
        return [
            (None, {"fields": ["preview", ("state", "failure"), "killed", *TEXTS]}),
            (
                "Focal point",
                {
                    "fields": [tuple(FOCUS)],
                    "description": "What every crop keeps. Click into the picture, or move the"
                    " point with the arrow keys.",
                },
            ),
            ("Rights", {"fields": RIGHTS}),
            ("The file", {"fields": ["file", "uploaded_by", "used_in"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [] if obj is None else self.readonly_fields

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj is not None:
            return super().get_form(request, obj, change, **kwargs)
        form: Any = super().get_form(
            request, obj, change, form=UploadForm, fields=[*TEXTS, *RIGHTS]
        )
        form.sender = request.user
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> Any:
        return {}

    # --- Storing ---

    def save_model(self, request: HttpRequest, obj: Image, form: Any, change: bool) -> None:
        if not change:
            # The intake has stored it.
            if form.received.uploaded_by_id != request.user.pk:
                self.message_user(
                    request, "This picture was here already; see what is written about it.",
                    messages.WARNING,
                )  # fmt: skip
            return
        super().save_model(request, obj, form, change)
        if {*FOCUS} & {*form.changed_data}:
            transaction.on_commit(partial(prepare_image.enqueue, obj.pk, anew=True), robust=True)

    # --- Seeing ---

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<path:object_id>/thumbnail/",
                self.admin_site.admin_view(self.thumbnail_view),
                name="media_image_thumbnail",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def thumbnail_view(self, request: HttpRequest, object_id: str) -> HttpResponseBase:
        """A small rendition from private storage, for those who may see pictures."""
        image = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, image):
            raise PermissionDenied
        crop = "full" if request.GET.get("crop") == "full" else "square"
        rendition = small(image, crop) if image else None
        if image is None or rendition is None:
            raise Http404
        return private_rendition(request, image.uid, rendition["name"], may_see=lambda _: True)

    @admin.display(description="picture")
    def thumbnail(self, image: Image) -> str:
        rendition = small(image, "square")
        if rendition is None:
            return "—"
        return format_html(
            '<img class="picture-thumbnail" src="{}" width="80" height="80" alt="" loading="lazy">',
            self._address(image),
        )

    @admin.display(description="picture")
    def preview(self, image: Image) -> str:
        rendition = small(image, "full", at_least=640)
        if rendition is None:
            return "There is nothing to show."
        return format_html(
            '<img class="picture-preview" src="{}?crop=full" width="{}" height="{}" alt="{}"'
            " data-focal-point>",
            self._address(image), rendition["width"], rendition["height"],
            image.alt or "No alternative text has been written.",
        )  # fmt: skip

    def _address(self, image: Image) -> str:
        return reverse("admin:media_image_thumbnail", args=[image.pk])

    @admin.display(description="name", ordering="title")
    def name(self, image: Image) -> str:
        return str(image)

    @admin.display(description="missing")
    def missing(self, image: Image) -> str:
        words = {"alternative text": image.alt, "credit": image.credit}
        return ", ".join(word for word, text in words.items() if not text) or "—"

    @admin.display(description="file")
    def file(self, image: Image) -> str:
        size = f"{image.width} × {image.height} pixels, {image.size:,} bytes"
        return f"{image.filename or 'no name'}: {size}, SHA-256 {image.sha256}"

    @admin.display(description="killed")
    def killed(self, image: Image) -> str:
        return image.kill_reason or "—"

    @admin.display(description="used in")
    def used_in(self, image: Image) -> str | SafeString:
        uses = [use for model in use_models() for use in _uses(model, image)]
        return (
            format_html_join(", ", '<a href="{}">{}</a>', ((_edit(use), use.story) for use in uses))
            or "No story uses it."
        )


def small(image: Image, crop: str, at_least: int = 160) -> Rendition | None:
    """The smallest rendition of that crop that is wide enough, or else the widest; None if none.

    A killed picture shows nothing, not even here.
    """
    if not image.is_ready:
        return None
    offered: list[Rendition] = sorted(
        (each for each in image.renditions if each["crop"] == crop and each["format"] != "avif"),
        key=lambda each: each["width"],
    )
    widest = offered[-1] if offered else None
    return next((each for each in offered if each["width"] >= at_least), widest)


def use_models() -> list[type[PictureUse]]:
    """Every desk's table of used pictures."""
    return [model for model in apps.get_models() if issubclass(model, PictureUse)]


def _uses(model: Any, image: Image) -> Any:
    return model._default_manager.filter(image=image).select_related("story").order_by("-pk")[:50]


def _edit(use: Any) -> str:
    opts = use.story._meta
    try:
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[use.story.pk])
    except NoReverseMatch:
        return ""
