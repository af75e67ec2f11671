"""Bylines and pictures inside the story's form."""

from typing import Any

from django.contrib.admin import StackedInline, display, site
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.forms import Textarea
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from newsroom.publishing.admin.forms import BylineForm, PictureForm, PictureFormSet


class AutocompleteWhereOffered:
    """Autocompletes what has an admin of its own to search in; a plain list otherwise."""

    autocompleted: tuple[str, ...] = ()
    model: Any
    opts: Any

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        return [
            name for name in self.autocompleted
            if (there := site._registry.get(self.opts.get_field(name).related_model))
            and there.search_fields
        ]  # fmt: skip

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        widget = getattr(field, "widget", None)
        if isinstance(widget, RelatedFieldWidgetWrapper):
            # A writer chooses here; sections and people are looked after elsewhere.
            widget.can_change_related = widget.can_delete_related = False
            widget.can_view_related = False
            widget.can_add_related = widget.can_add_related and db_field.name != "section"
        return field


class StoryInline(AutocompleteWhereOffered, StackedInline[Any, Any]):
    """Rows of a story; who may change the story may change them."""

    extra = 0
    template = "admin/publishing/inline.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._parent.has_view_permission(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(self._parent.has_change_permission(request, obj))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None or obj.pk is None:
            return bool(self._parent.has_add_permission(request))
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_add_permission(request, obj)

    @property
    def _parent(self) -> Any:
        return self.admin_site.get_model_admin(self.parent_model)


class BylineInline(StoryInline):
    """Ordered lines of credit."""

    form = BylineForm
    fields = (("role", "contributor", "name", "order"),)
    autocompleted = ("contributor",)
    verbose_name_plural = "bylines"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("contributor")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "name":
            field.help_text = "If other than the contributor’s name."
        return field


class PictureInline(StoryInline):
    """Lead picture, pictures in the text and in the gallery."""

    form = PictureForm
    formset = PictureFormSet
    fields = (("role", "image", "order"), "look", "caption", ("alt", "credit"))
    readonly_fields = ("look",)
    autocompleted = ("image",)
    verbose_name_plural = "pictures"
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 2})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("image")

    @display(description="preview")
    def look(self, use: Any) -> SafeString | str:
        """The picture small, with what the desk has to know of it."""
        if use.image_id is None:
            return "Choose a picture and save to see it here."
        image = use.image
        words = f"{image.get_state_display()}, {image.width} × {image.height}"
        return format_html(
            '<span class="look">{} <span>{}<br>Its own caption: {}<br>Credit: {}</span></span>',
            _thumbnail(image), words, image.caption or "none", image.credit or "none",
        )  # fmt: skip


def _thumbnail(image: Any) -> SafeString | str:
    try:
        address = reverse("admin:media_image_thumbnail", args=[image.pk])
    except NoReverseMatch:
        return ""
    return format_html('<img src="{}" alt="{}" loading="lazy">', address, image.alt or str(image))
