"""A picture's renditions that everybody can show, picked out by the database.

Lists of many pictures need one file of each; to send and read the others costs more than the rest
of such a list.
"""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, JSONField
from django.db.models.sql.compiler import SQLCompiler


class Jpegs(Func):
    """Of the renditions in a column those that are JPEG, as ``Jpegs("image__renditions")``."""

    arity = 1
    output_field = JSONField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            template="""jsonb_path_query_array(%(expressions)s, '$[*] ? (@.format == "jpeg")')""",
            **context,
        )

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            template="(SELECT json_group_array(json(value)) FROM json_each(%(expressions)s)"
            " WHERE json_extract(value, '$.format') = 'jpeg')",
            **context,
        )
