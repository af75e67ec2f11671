"""A field for bodies: cleaned on every way into the database."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from newsroom.text.sanitize import clean_html


class BodyField(models.TextField[str, str]):
    """Newspaper HTML. Whoever writes it (form, import, shell, bulk update), it is cleaned first."""

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        if isinstance(value, str):
            value = clean_html(value)
        return super().get_db_prep_save(value, connection)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        # The instance in hand shall show what was stored.
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            value = clean_html(value)
            setattr(model_instance, self.attname, value)
        return value

    def clean(self, value: Any, model_instance: models.Model | None) -> Any:
        value = super().clean(value, model_instance)
        try:
            return clean_html(value) if isinstance(value, str) else value
        except ValueError as refusal:
            raise ValidationError(str(refusal)) from refusal
