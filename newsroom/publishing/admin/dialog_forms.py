"""The small forms of the dialogs: what kind, why, when."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from newsroom.publishing.admin.times import ZonedTimeField
from newsroom.publishing.stamps import Kind, StampError, check_note


class DialogForm(forms.Form):
    """Every dialog says which version of the story it was shown for."""

    version = forms.CharField(widget=forms.HiddenInput, required=False)


class ReasonForm(DialogForm):
    """Why; the audit keeps it."""

    reason = forms.CharField(
        label="Why", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        help_text="Kept in the story's history; readers do not see it.",
        error_messages={"required": "Say why; the reason is kept."},
    )  # fmt: skip


class OptionalReasonForm(DialogForm):
    """Why, if it matters."""

    reason = forms.CharField(
        label="Why (optional)", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        required=False, help_text="Kept in the story's history; readers do not see it.",
    )  # fmt: skip


class KindForm(DialogForm):
    """What kind of change this is, and what readers are told."""

    kind = forms.ChoiceField(
        error_messages={"invalid_choice": "Choose one of the kinds that are offered."}
    )
    note = forms.CharField(
        label="Note to readers", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        required=False,
        help_text="Printed with the story. A correction, clarification or retraction must have it.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, kinds: Iterable[Kind], readers_text_changed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.readers_text_changed = readers_text_changed
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.value) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not data.get("kind"):
            return data
        kind = Kind(data["kind"])
        try:
            check_note(kind, data.get("note", ""))
        except StampError as owed:
            self.add_error("note", str(owed))
        if kind is Kind.UPDATE and not self.readers_text_changed:
            self.add_error("kind", ValidationError(
                "Nothing that readers read has changed, so there is nothing to call an update."
                " Publish it as a minor fix, or change the text first."
            ))  # fmt: skip
        return data


class ScheduleForm(KindForm):
    """When, in the site's zone, to the second."""

    at = ZonedTimeField(
        label="Goes live at",
        error_messages={"required": "Write the date and time at which it goes live."},
    )

    def clean_at(self) -> Any:
        at = self.cleaned_data["at"]
        if at and at <= timezone.now():
            raise ValidationError("That time has passed; choose a time to come.")
        return at


class RelaunchForm(DialogForm):
    """A new first date: rare enough to be confirmed twice."""

    note = forms.CharField(
        label="Note to readers (optional)", widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000, required=False,
    )  # fmt: skip
    sure = forms.BooleanField(
        label="Readers shall get it as a new story, with its original date shown as well",
        error_messages={
            "required": "Tick this if you mean it; a change is published as an update."
        },
    )
