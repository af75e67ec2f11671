"""The news desk's admin: articles, and what the wire brought along with them."""

from typing import Any

from django.contrib import admin
from django.forms import Form
from django.http import HttpRequest
from django.urls import NoReverseMatch, URLPattern, reverse

from articles.admin import newer_version
from articles.models import Article, Byline, PictureUse
from newsroom.publishing.admin.inlines import BylineInline, PictureInline
from newsroom.publishing.admin.story import StoryAdmin


class ArticleBylineInline(BylineInline):
    """Who wrote the article."""

    model = Byline


class ArticlePictureInline(PictureInline):
    """The article's pictures."""

    model = PictureUse


@admin.register(Article)
class ArticleAdmin(StoryAdmin):
    """Articles; those from the wire show what of the file is no part of the story."""

    reader_template = "articles/article.html"
    inlines = (ArticleBylineInline, ArticlePictureInline)

    def get_urls(self) -> list[URLPattern]:
        return [newer_version.url(self), *super().get_urls()]

    def form_context(self, request: HttpRequest, form: Form, obj: Any) -> dict[str, Any]:
        context = super().form_context(request, form, obj)
        item = obj.wire_item if obj is not None and obj.pk is not None else None
        if item is not None:
            context["set_apart"] = item.set_apart
            context["delivery"] = item.delivery
            context["delivery_url"] = _delivery_url(item.delivery_id)
            context["newer_version"] = newer_version.open_proposal(obj)
            context["newer_version_url"] = self.dialog_url("newer_version", obj.pk)
        return context


def _delivery_url(pk: int) -> str:
    try:
        return reverse("admin:wire_delivery_change", args=[pk])
    except NoReverseMatch:
        return ""
