"""The desk's other records: sections, topics, contributors, and what happened."""

import json
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import admin, messages
from django.db.models import TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from newsroom.publishing.long_lists import (
    KnownValuesFilter,
    NamedFilter,
    PeriodFilter,
    WordSearch,
)
from newsroom.publishing.models import (
    AuditEntry,
    Contributor,
    Edition,
    Notice,
    OldSlug,
    OutboxMessage,
    Section,
    Topic,
)
from newsroom.publishing.permissions import KeptAdmin, RecordAdmin, may, rights_of


def keep_old_slug(kind: OldSlug.Kind, record: Any, former: str) -> None:
    """Notes that ``record`` had the slug ``former``, so that its old address leads to the new."""
    OldSlug.objects.filter(kind=kind, slug=record.slug).delete()
    OldSlug.objects.update_or_create(kind=kind, slug=former, defaults={"object_id": record.pk})


class SluggedAdmin(RecordAdmin):
    """Records with an address of their own: an old slug goes on leading there."""

    kind: OldSlug.Kind
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "slug"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        # An address that readers know must not follow a name by itself.
        return dict(self.prepopulated_fields) if obj is None else {}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "slug" in form.changed_data:
            keep_old_slug(self.kind, obj, form.initial["slug"])
            self.message_user(
                request, "Its old address now leads readers to the new one.", messages.INFO
            )


@admin.register(Section)
class SectionAdmin(SluggedAdmin):
    """The parts of the paper; deleting one that was ever used is refused by the database."""

    kind = OldSlug.Kind.SECTION
    list_display = ["name", "slug", "parent", "position"]
    list_filter = [("parent", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["parent"]
    fields = ["name", "slug", "parent", "position", "description", "language"]

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "parent":
            kwargs["queryset"] = Section.objects.filter(parent=None)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(Topic)
class TopicAdmin(SluggedAdmin):
    """What stories are about."""

    kind = OldSlug.Kind.TOPIC
    list_display = ["name", "slug", "code"]


@admin.register(Contributor)
class ContributorAdmin(SluggedAdmin):
    """Those whose work is published."""

    kind = OldSlug.Kind.CONTRIBUTOR
    list_display = ["name", "slug", "user"]
    list_select_related = ["user"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Whose sign-in it is may be set by those who may see the people."""
        return [] if may(rights_of(request), "view", "staff.user") else ["user"]


@admin.register(AuditEntry)
class AuditAdmin(WordSearch, KeptAdmin):
    """Who did what, when and why."""

    list_display = ["at", "verb", "by_name", "subject", "reason"]
    list_filter = [("verb", KnownValuesFilter), ("by", NamedFilter), "at", PeriodFilter]
    search_fields = ["subject", "by_name", "reason"]
    uid_field = "story_uid"
    fields = ["at", "verb", "by_name", "by", "subject", "story", "reason", "before", "after"]
    readonly_fields = ["story"]

    @admin.display(description="story")
    def story(self, entry: AuditEntry) -> str:
        return story_link(entry.desk, entry.story_uid, entry.subject)


@admin.register(Edition)
class EditionAdmin(WordSearch, KeptAdmin):
    """Exactly what readers were given."""

    list_display = ["headline", "number", "kind", "state", "at", "by_name"]
    list_filter = ["state", "kind", "at", PeriodFilter]
    search_fields = ["by_name", "note"]
    search_help_text = "The story's uid, a name, or words of the note"
    uid_field = "story_uid"
    fields = [
        "story", "number", "kind", "note", "state", "at", "by_name", "due_at", "failure",
        "ended_because", "words",
    ]  # fmt: skip
    readonly_fields = ["story", "words"]

    def get_queryset(self, request: HttpRequest) -> Any:
        editions = super().get_queryset(request)
        if getattr(request.resolver_match, "url_name", "") == "publishing_edition_changelist":
            # A list of bodies of up to 1 MiB each would be a long wait.
            headline = Cast(KT("content__headline"), TextField())
            return editions.defer("content").annotate(headline_kept=headline)
        return editions

    @admin.display(description="headline")
    def headline(self, edition: Any) -> str:
        return edition.headline_kept or "untitled"

    @admin.display(description="story")
    def story(self, edition: Edition) -> str:
        return story_link(edition.desk, edition.story_uid, edition.content.get("headline", ""))

    @admin.display(description="content")
    def words(self, edition: Edition) -> SafeString:
        text = json.dumps(edition.content, ensure_ascii=False, indent=2)
        return format_html('<pre class="kept" tabindex="0">{}</pre>', text)


@admin.register(OutboxMessage)
class OutboxAdmin(KeptAdmin):
    """What the world outside is told."""

    list_display = ["at", "topic", "payload"]
    list_filter = [("topic", KnownValuesFilter)]
    ordering = ["-id"]


@admin.register(Notice)
class NoticeAdmin(KeptAdmin):
    """Sentences to members of staff; each puts away their own."""

    list_display = ["at", "to", "text", "read_at"]
    list_select_related = ["to"]

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<int:pk>/read/",
                self.admin_site.admin_view(self.read_view),
                name="publishing_notice_read",
            ),
            *super().get_urls(),
        ]

    @method_decorator(require_POST)
    def read_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Puts a notice to whoever asks away; another's is as if it were not there."""
        own = Notice.objects.filter(pk=pk, to_id=request.user.pk)
        if not own.exists():
            raise Http404
        own.filter(read_at=None).update(read_at=timezone.now())
        return HttpResponseRedirect(reverse("admin:index"))


def story_link(desk: str, uid: UUID | None, words: str) -> str | SafeString:
    """A link to the story's form; only its words if there is no such story or no form for it."""
    address = story_address(desk, uid)
    return format_html('<a href="{}">{}</a>', address, words or "untitled") if address else words


def story_address(desk: str, uid: UUID | None) -> str:
    """The address of the story's form in the admin; empty if there is none."""
    if not desk or uid is None:
        return ""
    model = apps.get_model(desk)
    pk = model._default_manager.filter(uid=uid).values_list("pk", flat=True).first()
    try:
        return reverse(f"admin:{desk.replace('.', '_')}_change", args=[pk]) if pk else ""
    except NoReverseMatch:
        return ""
