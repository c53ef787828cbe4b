"""What a segment keeps up by: that a child was registered or corrected, and in which transaction."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from sharewell.partners.walls import rows_are_hidden, rows_may_be_added, rows_may_be_removed, rows_may_be_seen

OF_ITS_INDEX = import_module("sharewell.children.migrations.0002_walls").OF_ITS_INDEX
# It runs as whoever changes the child, behind the walls. What is merged or kept longer is found by the same words.
NOTE = """
CREATE FUNCTION children_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO children_changed (index_id, child_id, during)
    VALUES (NEW.index_id, NEW.id, pg_current_xact_id()::text::bigint);
    RETURN NULL;
END $$
"""
NOTED = """
CREATE TRIGGER noted AFTER INSERT OR UPDATE OF details, shows, until ON children_child
FOR EACH ROW EXECUTE FUNCTION children_note_change()
"""


def _any(column: str) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name="+",
        to=f"children.{column}",
    )


class Migration(migrations.Migration):
    dependencies = [("children", "0006_doubt")]

    operations = [
        migrations.CreateModel(
            name="Changed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("during", models.BigIntegerField()),
                ("at", models.DateTimeField(db_default=Now())),
                ("child", _any("child")),
                ("index", _any("index")),
            ],
            options={"indexes": [models.Index(fields=["index", "during"], name="changed_since")]},
        ),
        *rows_are_hidden("children_changed"),
        rows_may_be_seen("children_changed", name="of_its_index", when=OF_ITS_INDEX),
        rows_may_be_added("children_changed", name="in_its_index", when=OF_ITS_INDEX),
        rows_may_be_removed("children_changed", name="removed_in_its_index", when=OF_ITS_INDEX),
        migrations.RunSQL(NOTE, "DROP FUNCTION children_note_change"),
        migrations.RunSQL(NOTED, "DROP TRIGGER noted ON children_child"),
    ]
