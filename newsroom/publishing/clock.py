"""The database's clock: what is due is decided there, since servers' own clocks differ."""

from datetime import UTC, datetime

from django.db import connection


def database_now() -> datetime:
    """The time by the database, aware, in UTC; one query."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            now: datetime = cursor.fetchone()[0]
            return now.astimezone(UTC)
        cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
        return datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
