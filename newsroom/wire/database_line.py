"""The line to the database while others are asked."""

from django.db import connection


def give_back_line() -> None:
    """Gives it back, but for within a transaction; the next query opens one again.

    To be called before asking others, who may take minutes: there are more who wait for them than
    a process has lines.
    """
    if not connection.in_atomic_block:
        connection.close()
