"""How common names are in an index: its keeper counts, its partners weigh by it."""

import uuid
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import sharewell.keys.fields
from sharewell.partners.walls import (
    rows_are_hidden,
    rows_are_never_removed,
    rows_may_be_added,
    rows_may_be_changed,
    rows_may_be_seen,
)

_walls = import_module("sharewell.children.migrations.0002_walls")
BY_ITS_KEEPER = f"{_walls.OWN} AND {_walls.BY_ITS_KEEPER}"


class Migration(migrations.Migration):
    dependencies = [("children", "0010_asked_again"), ("partners", "__first__")]

    operations = [
        migrations.AddField("index", "counted_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("wrapped", models.BinaryField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("erased_under", models.CharField(blank=True, max_length=100)),
                ("key_id", models.UUIDField(default=uuid.uuid4)),
                ("children", models.IntegerField()),
                ("names", sharewell.keys.fields.SealedJSON()),
                (
                    "index",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.index"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
            ],
            options={"verbose_name_plural": "tallies"},
        ),
        *rows_are_never_removed("children_tally"),
        *rows_are_hidden("children_tally"),
        rows_may_be_seen("children_tally", name="of_its_index", when=_walls.OF_ITS_INDEX),
        rows_may_be_added("children_tally", name="by_its_keeper", when=BY_ITS_KEEPER),
        rows_may_be_changed("children_tally", name="changed_by_its_keeper", when=BY_ITS_KEEPER),
    ]
