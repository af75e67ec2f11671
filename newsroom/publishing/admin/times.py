"""A time field that names its zone, refuses hours that do not exist and asks about doubled ones."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone

_FORMAT = "%Y-%m-%dT%H:%M:%S"


def readings(wall: datetime) -> list[datetime]:
    """The instants that a clock on the wall shows as ``wall`` (naive): none, one or two."""
    zone = timezone.get_current_timezone()
    found: list[datetime] = []
    for fold in (0, 1):
        instant = wall.replace(tzinfo=zone, fold=fold)
        back = timezone.localtime(instant.astimezone(ZoneInfo("UTC")), zone)
        if back.replace(tzinfo=None) == wall and instant.utcoffset() not in [
            each.utcoffset() for each in found
        ]:
            found.append(instant)
    return found


class ZonedTimeInput(forms.MultiWidget):
    """Date and time by the site's clock, its zone beside it; where an hour comes twice, which."""

    template_name = "admin/publishing/zoned_time.html"
    use_fieldset = False

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        when = forms.TextInput(attrs={"type": "datetime-local", "step": "1"})
        which = forms.Select(choices=[("", "which of the two?"), ("0", "earlier"), ("1", "later")])
        super().__init__({"": when, "which": which}, attrs)

    def decompress(self, value: datetime | None) -> list[Any]:
        if value is None:
            return ["", ""]
        local = timezone.localtime(value)
        wall = local.replace(tzinfo=None, fold=0, microsecond=0)
        twice = len(readings(wall)) == 2
        return [wall.strftime(_FORMAT), str(local.fold) if twice else ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        when, which = value if isinstance(value, list) else self.decompress(value)
        wall = parsed(when)
        instants = readings(wall) if wall else []
        number = int(which) if which in {"0", "1"} and len(instants) == 2 else 0
        shown = instants[number] if instants else timezone.localtime()
        attributes = context["widget"]["subwidgets"][0]["attrs"]
        helped = attributes.get("aria-describedby", "")
        attributes["aria-describedby"] = f"{attributes.get('id')}_zone {helped}".strip()
        context["widget"] |= {
            "zone": shown.tzname(),
            "zone_name": str(timezone.get_current_timezone()),
            "twice": len(instants) == 2,
            "offers": [
                (str(order), instant.tzname(), which == str(order))
                for order, instant in enumerate(instants)
            ],
        }
        return context

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> str:
        # The forms' own renderer does not look into the project's templates.
        return render_to_string(template_name, context)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0" if id_ else id_


def parsed(text: str | None) -> datetime | None:
    """``2026-03-29T02:30`` with or without seconds, naive; None for nothing or nonsense."""
    try:
        wall = datetime.fromisoformat((text or "").strip().replace(" ", "T"))
    except ValueError:
        return None
    # Years at the end of the calendar cannot be converted between zones.
    is_sane = wall.tzinfo is None and 1900 <= wall.year <= 9000
    return wall.replace(microsecond=0) if is_sane else None


class ZonedTimeField(forms.MultiValueField):
    """An aware instant, typed as the site's clock shows it."""

    widget = ZonedTimeInput

    def __init__(self, **kwargs: Any) -> None:
        fields = (forms.CharField(required=False), forms.CharField(required=False))
        for ours in ("encoder", "decoder", "max_length"):
            kwargs.pop(ours, None)
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> datetime | None:
        when, which = ([*data_list, "", ""])[:2] if data_list else ("", "")
        if not when:
            return None
        wall = parsed(when)
        if wall is None:
            raise ValidationError("Write a date and a time, such as 2026-05-07 14:05.")
        return _the_instant(wall, which)

    def has_changed(self, initial: Any, data: Any) -> bool:
        shown = ZonedTimeInput().decompress(initial) if not isinstance(initial, list) else initial
        return [parsed(shown[0]), shown[1]] != [parsed(data[0]), data[1] or ""]


def _the_instant(wall: datetime, which: str) -> datetime:
    instants = readings(wall)
    zone = timezone.get_current_timezone()
    shown = wall.strftime("%d %b %Y, %H:%M")
    if not instants:
        later = (wall + timedelta(hours=1)).strftime("%H:%M")
        raise ValidationError(
            f"There is no {shown} in {zone}: the clocks go forward. Did you mean {later}?"
        )
    if len(instants) == 1:
        return instants[0]
    if which not in {"0", "1"}:
        names = " or ".join(str(instant.tzname()) for instant in instants)
        raise ValidationError(
            f"{shown} comes twice in {zone}, since the clocks go back. Choose which: {names}."
        )
    return instants[int(which)]
