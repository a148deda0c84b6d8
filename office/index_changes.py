"""Steps of a migration that take indexes from a table and leave its rows alone.

Django's `AlterField` would do it too, but on SQLite by copying the whole table with every other index, and without its
triggers.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LIKE = "_like"


def without_index(model: str, name: str, field: models.Field) -> migrations.SeparateDatabaseAndState:
    """The field of `app.Model` loses the index it had by itself; `field` is what the model says of it now."""

    def put_back(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        found = apps.get_model(model)
        editor.execute(editor._create_index_sql(found, fields=[found._meta.get_field(name)]))  # type: ignore[attr-defined]

    return migrations.SeparateDatabaseAndState(
        state_operations=[migrations.AlterField(model.partition(".")[2], name, field)],
        database_operations=[migrations.RunPython(_dropping(model, name, "", LIKE), put_back)],
    )


def without_like(model: str, name: str) -> migrations.RunPython:
    """The field loses the second index that PostgreSQL was given for LIKE."""
    return migrations.RunPython(_dropping(model, name, LIKE), migrations.RunPython.noop)


def _dropping(model: str, name: str, *suffixes: str):
    """Names as Django made them, from table and column."""

    def drop(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        meta = apps.get_model(model)._meta
        for suffix in suffixes:
            index = editor._create_index_name(meta.db_table, [meta.get_field(name).column], suffix=suffix)  # type: ignore[attr-defined]
            editor.execute(f"DROP INDEX IF EXISTS {editor.quote_name(index)}")

    return drop
