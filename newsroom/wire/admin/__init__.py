"""The wire desk in the admin."""

from newsroom.wire.admin import feeds, records, rules

__all__ = ["feeds", "records", "rules"]
