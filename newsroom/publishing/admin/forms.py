"""The story's form: a working copy that is saved only over the version it was opened from."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django_prose_editor.fields import ProseEditorFormField  # type: ignore[import-untyped]
from django_prose_editor.widgets import AdminProseEditorWidget  # type: ignore[import-untyped]

from newsroom.media.models import PictureUse
from newsroom.publishing.admin.compare import Change, changes
from newsroom.publishing.models import Byline, Story
from newsroom.text.excerpt import teaser
from newsroom.text.language import is_language_tag
from newsroom.text.sanitize import clean_html

# What the editor offers; each extension stands with those that it depends on.
EDITOR = {
    "extensions": {
        "Bold": True,
        "Italic": True,
        "Subscript": True,
        "Superscript": True,
        "Heading": {"levels": [2, 3]},
        "Blockquote": True,
        "BulletList": True,
        "OrderedList": True,
        "ListItem": True,
        "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto", "tel"]},
        "HorizontalRule": True,
        "HardBreak": True,
        "Table": True,
        "TableRow": True,
        "TableHeader": True,
        "TableCell": True,
        "HTML": True,
        "NoSpellCheck": False,
    }
}

# Fields of the working copy that the comparison on a stale form can show.
_COMPARED = (
    "kicker headline standfirst body dateline_place dateline_date credit teaser slug language"
    " print_edition print_page"
).split()


def cleaned(html: str) -> str:
    """The body as it is stored; what is beyond the bounds is refused in words."""
    try:
        return clean_html(html)
    except ValueError as refusal:
        raise ValidationError(str(refusal)) from refusal


class _Told(forms.CharField):
    """Something that the form tells the server, and that is no change of the story."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class StoryForm(forms.ModelForm[Story]):
    """The working copy. ``stale`` says what else was saved since the form was opened."""

    lock_version = _Told(required=False, max_length=20)
    draft_token = _Told(required=False, max_length=40)
    keep_headline = forms.BooleanField(
        required=False, label="This headline is right as it stands; publish under it"
    )

    class Meta:
        # The admin gives model and fields; these are how they are asked for.
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 2, "class": "headline-input"}),
            "kicker": forms.TextInput(attrs={"class": "vTextField"}),
            "standfirst": forms.Textarea(attrs={"rows": 3}),
            "teaser": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stale: list[Change] | None = None
        self.stored_version = self.instance.lock_version
        self.initial["lock_version"] = self.stored_version
        self.initial["legacy_addresses"] = "\n".join(self.instance.legacy_addresses)
        if not self.instance.headline or not self.instance.needs_headline:
            del self.fields["keep_headline"]
        if "teaser" in self.fields:
            self.fields["teaser"].help_text = _teaser_hint(self.instance)
        if "body" in self.fields:
            way = {"lang": self.instance.language, "dir": self.instance.direction}
            self.fields["body"].widget.attrs.update(way)

    def clean_headline(self) -> str:
        return " ".join(self.cleaned_data["headline"].split())

    def clean_language(self) -> str:
        tag: str = self.cleaned_data["language"].strip()
        if not is_language_tag(tag):
            raise ValidationError("Write a language tag such as en, ur or pt-BR.")
        return tag

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.pk is not None:
            self._refuse_if_stale(data)
        return data

    def _refuse_if_stale(self, data: dict[str, Any]) -> None:
        """The instance is the locked row, as stored: nobody can save between this and our save."""
        seen = self.data.get("_save_over") or data.get("lock_version")
        if str(seen) == str(self.stored_version):
            return
        stored = {name: getattr(self.instance, name) for name in _COMPARED}
        mine = {name: data[name] for name in _COMPARED if name in data}
        self.stale = changes(stored, mine)
        raise ValidationError(
            "Somebody saved this story, or its state was changed, after you opened it. Nothing of"
            " yours is lost: it stands in the form, and what differs is shown with it.",
            code="stale",
        )

    def save(self, commit: bool = True) -> Any:
        if self.cleaned_data.get("keep_headline"):
            self.instance.working_headline = ""
        return super().save(commit)


def _teaser_hint(story: Story) -> str:
    cut = teaser(story.body)
    if not cut:
        return "For cards; leave empty to use the beginning of the text."
    return format_html(
        "For cards. Leave empty to show the beginning: <q class='cut-teaser' data-cut>{}</q>", cut
    )


def body_field(**kwargs: Any) -> ProseEditorFormField:
    """The rich-text editor, cleaned by our own sanitiser."""
    for admins_own in ("widget", "request"):
        kwargs.pop(admins_own, None)
    return ProseEditorFormField(
        config=EDITOR, sanitize=cleaned, widget=AdminProseEditorWidget, **kwargs
    )


class AddressesField(forms.CharField):
    """Former addresses, one a line, as a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        for json_own in ("encoder", "decoder"):
            kwargs.pop(json_own, None)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value) or "").splitlines()]
        found = [line for line in lines if line]
        for line in found:
            if not line.startswith("/") or line.startswith("//") or len(line) > 600:
                raise ValidationError(
                    f"“{line}” is no address on this site; it begins with one slash."
                )
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").split() != str(data or "").split()


class BylineForm(forms.ModelForm[Byline]):
    """One line of credit."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("contributor") and not (data.get("name") or "").strip():
            raise ValidationError("Choose a contributor or write the name to print.")
        return data


class PictureForm(forms.ModelForm[PictureUse]):
    """One picture; that there is one lead is looked after by all of them together."""

    def validate_constraints(self) -> None:
        """Against the stored rows two leads that change places would seem to be a clash."""


class PictureFormSet(forms.BaseInlineFormSet[Any, Any, Any]):
    """The story's pictures: one lead at most, and leads may change places in one save."""

    def clean(self) -> None:
        super().clean()
        leads = [
            form for form in self.forms
            if (form.has_changed() or form.instance.pk)
            and form.cleaned_data.get("role") == "lead"
            and not form.cleaned_data.get("DELETE")
        ]  # fmt: skip
        if len([form for form in leads if form.cleaned_data.get("image")]) > 1:
            raise ValidationError("A story has one lead picture; give the others another role.")

    def save(self, commit: bool = True) -> Any:
        # The database allows one lead at any instant, so the old one steps down first.
        leaving = [
            form.instance.pk for form in self.initial_forms
            if form.initial.get("role") == "lead" and form.has_changed()
        ]  # fmt: skip
        if commit and leaving and self.model is not None:
            self.model._default_manager.filter(pk__in=leaving).update(role="body")
        return super().save(commit)
