"""New texts enter PostgreSQL's index through a short list: `reception.search.merging` says why."""

from django.db import migrations

INDEXES = ("claimtext_names", "claimtext_matter")


def _on_postgresql(*statements: str):
    def run(apps, editor):
        if editor.connection.vendor == "postgresql":
            for index in INDEXES:
                for statement in statements:
                    editor.execute(statement.format(index=index))

    return run


class Migration(migrations.Migration):
    dependencies = [("reception", "0011_claim_by_session")]

    operations = [
        migrations.RunPython(
            _on_postgresql("ALTER INDEX {index} SET (fastupdate = on)"),
            _on_postgresql("ALTER INDEX {index} SET (fastupdate = off)", "SELECT gin_clean_pending_list('{index}')"),
        )
    ]
