"""The admin of what is published: stories here, the desk's other records beside them."""

from newsroom.publishing.admin import people, pictures, records  # noqa: F401  (registered)
