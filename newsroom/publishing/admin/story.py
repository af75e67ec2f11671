"""The admin of a story: list, form and saving; each desk adds only what is its own."""

from typing import Any

from django.contrib.admin import display
from django.db.models import JSONField, QuerySet
from django.db.models.fields import DateTimeField
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from newsroom.publishing.admin import access, bulk, dialogs, history, preview, saving, status
from newsroom.publishing.admin.forms import AddressesField, StoryForm, body_field
from newsroom.publishing.admin.inlines import AutocompleteWhereOffered
from newsroom.publishing.admin.times import ZonedTimeField
from newsroom.publishing.admin.verbs import DIALOGS
from newsroom.publishing.long_lists import WordSearch
from newsroom.publishing.models import BodyField, Page, Story
from newsroom.text.sanitize import clean_html

_EMPTY = "—"


class StoryAdmin(AutocompleteWhereOffered, WordSearch):
    """Lists, edits, previews and hands stories to the verbs; saving never reaches readers."""

    form = StoryForm
    change_form_template = "admin/publishing/story_form.html"
    add_form_template = "admin/publishing/story_form.html"
    # The readers' own template, and where the desk keeps kind or genre.
    reader_template = ""
    kind_field = "kind"

    list_display = (
        "headline_shown", "state", "section", "byline", "saved", "first_published", "updated",
    )  # fmt: skip
    list_select_related = ("section",)
    list_per_page = 50
    ordering = ("-saved_at",)
    search_fields = ("headline", "slug")
    actions = bulk.ACTIONS
    save_on_top = False
    autocompleted = ("topics",)

    class Media:
        css = {"all": ("newsroom/admin-story.css",)}

    # --- Who may ---

    def has_module_permission(self, request: HttpRequest) -> bool:
        return access.may_read(request)

    def has_view_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        return access.may_read(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return access.rights_of(request).may("create")

    def has_change_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        if obj is None:
            rights = access.rights_of(request)
            return rights.may("create") or rights.may("edit")
        return access.may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Story | None = None) -> bool:
        """Nothing is deleted: what is not wanted goes on the spike, from where it can return."""
        return False

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        stories: QuerySet[Any] = self.model._default_manager.with_page_state()
        return stories.prefetch_related(
            "bylines__contributor", "topics", "pictures__image"
        ).order_by(*self.ordering)

    def get_list_filter(self, request: HttpRequest) -> Any:
        own = (status.StateFilter, status.MineFilter, "section", self.kind_field)
        return (*own, status.PublishedFilter)

    @display(description="headline", ordering="headline")
    def headline_shown(self, story: Story) -> str:
        return str(story)

    @display(description="state")
    def state(self, story: Story) -> SafeString:
        return status.show(status.marks(story, timezone.now()))

    @display(description="byline")
    def byline(self, story: Story) -> str:
        return ", ".join(line.printed_name for line in story.bylines.all()) or _EMPTY

    @display(description="saved", ordering="saved_at")
    def saved(self, story: Story) -> str:
        return status.briefly(story.saved_at, timezone.now())

    @display(description="first published", ordering="first_published_at")
    def first_published(self, story: Story) -> str:
        return status.briefly(story.first_published_at, timezone.now()) or _EMPTY

    @display(description="updated", ordering="updated_at")
    def updated(self, story: Story) -> str:
        return status.briefly(story.updated_at, timezone.now()) or _EMPTY

    @display(description="text")
    def text_shown(self, story: Story) -> SafeString:
        """The text for those who may read and not write."""
        text = mark_safe(clean_html(story.body))  # noqa: S308  (cleaned at this moment)
        return format_html('<div class="text-shown" dir="{}">{}</div>', story.direction, text)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Of what stories hold only what the list's own filters ask: no patterns of a visitor's."""
        if lookup.partition("__")[0] not in {field.name for field in self.opts.get_fields()}:
            return super().lookup_allowed(lookup, value, request)
        return lookup in {
            "section__id__exact",
            "section__isnull",
            f"{self.kind_field}__exact",
        }

    # --- The form ---

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new story begins empty, whatever the address says."""
        return {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """In the order in which a writer needs them; the template sets the rest beside the text."""
        may_change = obj is None or self.has_change_permission(request, obj)
        text = "body" if may_change else "text_shown"
        words = ["kicker", "headline", "standfirst", text, "teaser"]
        if obj is not None and may_change and obj.needs_headline and obj.headline:
            words.insert(2, "keep_headline")
        place = ["section", self.kind_field, "topics", "slug"]
        return [
            (None, {"fields": words, "classes": ["words"]}),
            ("Where it goes", {"fields": place}),
            ("Dateline and credit", {"fields": [("dateline_place", "dateline_date"), "credit"]}),
            ("Times", {"fields": ["embargo_until", "planned_for", "expires_at"]}),
            ("Language", {"fields": [("language", "text_direction"), "evergreen"]}),
            ("Print", {
                "fields": [("print_edition", "print_page"), "print_date"], "classes": ["collapse"],
            }),
            ("Former addresses", {"fields": ["legacy_addresses"], "classes": ["collapse"]}),
        ]  # fmt: skip

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest | None, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, BodyField):
            return body_field(label="Text", required=False, help_text=kwargs.get("help_text", ""))
        if isinstance(db_field, DateTimeField):
            return db_field.formfield(form_class=ZonedTimeField)
        if isinstance(db_field, JSONField):
            return AddressesField(
                label="Former addresses", required=False, help_text="One a line, such as /news/189"
            )
        if db_field.name == "kicker":
            kwargs["help_text"] = "The few words above the headline."
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        if request.method == "POST":
            saving.lock(self.model, object_id)
        return super().get_object(request, object_id, from_field)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:  # fmt: skip
        if request.method == "POST" and object_id is not None:
            kept = saving.text_kept(self, request, object_id)
            if kept is not None:
                return kept
        return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], add: bool = False,
        change: bool = False, form_url: str = "", obj: Any = None,
    ) -> HttpResponse:  # fmt: skip
        context.update(self.form_context(request, context["adminform"].form, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def form_context(self, request: HttpRequest, form: Form, obj: Any) -> dict[str, Any]:
        """What the form's template shows beside the fields; a desk may add its own."""
        if obj is None or obj.pk is None:
            return {"story": None, "may_save": True, "dialogs": dialogs.offered_at_once(request)}
        # What was posted stands in the form's own copy.
        stored = self.get_queryset(request).get(pk=obj.pk) if form.is_bound else obj
        is_stale = getattr(form, "stale", None) is not None
        return {
            "story": stored,
            "marks": status.show(status.marks(stored, timezone.now())),
            "dialogs": dialogs.offered(self, request, stored),
            "may_save": access.may_change(request, stored),
            "lacks_section": _lacks_section(stored),
            "stale_by": saving.last_touch(stored) if is_stale else "",
            "waiting": stored.waiting_edition,
            "preview_url": self.dialog_url("preview", obj.pk),
            "history_url": self.dialog_url("history", obj.pk),
            "address": stored.page_path if status.is_live(stored) else "",
        }

    def reader_context(self, page: Page) -> dict[str, Any]:
        """What the desk's own readers' template is told beside page, menu, section, pictures."""
        return {}

    # --- Saving ---

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.created_by = access.user_of(request)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        response = self._then(request, obj) or super().response_add(request, obj, post_url_continue)
        return saving.remember_saved(request, response)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        response = self._then(request, obj) or super().response_change(request, obj)
        return saving.remember_saved(request, response)

    def _then(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect | None:
        """After "Save and publish…": the dialog that was asked for."""
        verb = request.POST.get("_then", "")
        if verb not in DIALOGS:
            return None
        return HttpResponseRedirect(self.dialog_url(verb, obj.pk))

    # --- Beside the form ---

    def get_urls(self) -> list[URLPattern]:
        """The verbs' dialogs, the preview, the history; each asks for its own permission."""
        own = [*dialogs.urls(self), *preview.urls(self), *history.urls(self), *bulk.urls(self)]
        return [*own, *super().get_urls()]

    def dialog_url(self, verb: str, pk: int) -> str:
        name = f"{self.opts.app_label}_{self.opts.model_name}_{verb}"
        return reverse(f"{self.admin_site.name}:{name}", args=[pk])

    def story_url(self, pk: int) -> str:
        return self.dialog_url("change", pk)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return history.history_view(self, request, object_id)


def _lacks_section(story: Story) -> bool:
    """Said on the form already: a story from the wire often has none, and the gate comes late."""
    return story.needs_section and story.section_id is None and not story.is_killed
