"""Routing rules in the admin, and what each would have done to what came last."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from newsroom.publishing.permissions import RecordAdmin
from newsroom.wire.models import RoutingRule, WireItem
from newsroom.wire.routing import applies
from newsroom.wire.rules import rule_of

TRIED_ON = 200


@admin.register(RoutingRule)
class RoutingRuleAdmin(RecordAdmin):
    """Where copy goes by what is said about it."""

    list_display = ["name", "position", "is_active", "asks", "does"]
    list_filter = ["is_active", "feed", "section"]
    list_select_related = ["feed", "section"]
    search_fields = ["name", "keyword", "subject"]
    change_form_template = "admin/wire/rule_form.html"
    fieldsets = [
        (None, {"fields": ["name", "position", "is_active"]}),
        ("If all of this is true", {
            "fields": ["feed", "category", "subject", "keyword", "language", "most_urgency"],
        }),
        ("then", {"fields": ["section", "priority", "hold", "publish"]}),
    ]  # fmt: skip

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<int:pk>/try/",
                self.admin_site.admin_view(self.try_view),
                name="wire_routingrule_try",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_safe)
    def try_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Which of the last items the rule applies to, whether it is active or not."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = RoutingRule.objects.select_related("feed", "section").filter(pk=pk).first()
        if row is None:
            raise Http404
        rule = rule_of(row)
        items = WireItem.objects.filter(story__isnull=False).select_related(
            "delivery__feed", "story"
        )
        tried = list(items.order_by("-pk")[:TRIED_ON])
        hit = [item for item in tried if applies(rule, item.data, feed=item.delivery.feed_id)]
        context = {
            **self.admin_site.each_context(request),
            "title": f"Try the rule: {row}",
            "opts": self.opts,
            "rule": row,
            "tried": len(tried),
            "hit": hit,
            "does": self.does(row),
            "asks": self.asks(row),
        }
        return render(request, "admin/wire/try_rule.html", context)

    @admin.display(description="if")
    def asks(self, rule: RoutingRule) -> str:
        parts: list[tuple[str, Any]] = [
            ("feed", rule.feed),
            ("category", rule.category),
            ("subject", rule.subject),
            ("keyword", rule.keyword),
            ("language", rule.language),
            ("urgency up to", rule.most_urgency),
        ]
        return " and ".join(f"{name} {value}" for name, value in parts if value)

    @admin.display(description="then")
    def does(self, rule: RoutingRule) -> str:
        parts = [
            f"into {rule.section}" if rule.section else "",
            f"priority {rule.priority}" if rule.priority is not None else "",
            f"held: {rule.hold}" if rule.hold else "",
            "published by itself" if rule.publish else "",
        ]
        return ", ".join(part for part in parts if part)
