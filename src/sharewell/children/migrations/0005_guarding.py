"""Who reviewed what is shielded, how records ended, and who is taught nowhere: seen as the rest of an index is."""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharewell.keys.fields
from sharewell.partners.walls import (
    auditors_see,
    rows_are_hidden,
    rows_are_its_own,
    rows_are_kept,
    rows_hang_on,
    rows_may_be_added,
    rows_may_be_seen,
)

_walls = import_module("sharewell.children.migrations.0002_walls")
OF_ITS_INDEX, OWN, EVERY_ONES = _walls.OF_ITS_INDEX, _walls.OWN, _walls.EVERY_ONES
ACTED = ("children_missing", "children_missingstep", "children_overridereview", "children_reviewed")
KEPT = (*ACTED, "children_destruction")


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0004_likely"),
        ("partners", "0005_accreditation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="lookup",
            name="kin",
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name="Destruction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rows", models.PositiveSmallIntegerField()),
                ("on", models.DateField()),
                ("clause", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "child",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="destruction", to="children.child"
                    ),
                ),
                (
                    "index",
                    models.ForeignKey(
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
            options={
                "ordering": ["-at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Missing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField()),
                ("since", models.DateField()),
                ("details", sharewell.keys.fields.SealedJSON()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="children.child"
                    ),
                ),
                (
                    "index",
                    models.ForeignKey(
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
            options={
                "verbose_name_plural": "missing",
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="MissingStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField()),
                ("event", models.CharField(max_length=40)),
                ("on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.child"
                    ),
                ),
                (
                    "index",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.index"
                    ),
                ),
                (
                    "missing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="children.missing"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="OverrideReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField()),
                ("justified", models.BooleanField()),
                ("reason", sharewell.keys.fields.SealedText()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.child"
                    ),
                ),
                (
                    "index",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.index"
                    ),
                ),
                (
                    "opening",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review", to="children.override"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Reviewed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField()),
                ("what", models.CharField(max_length=60)),
                ("next_by", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.child"
                    ),
                ),
                (
                    "index",
                    models.ForeignKey(
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
            options={
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="missing",
            constraint=models.UniqueConstraint(fields=("organisation", "key"), name="one_missing_a_form_of_children"),
        ),
        migrations.AddConstraint(
            model_name="missingstep",
            constraint=models.UniqueConstraint(
                fields=("organisation", "key"), name="one_missingstep_a_form_of_children"
            ),
        ),
        migrations.AddConstraint(
            model_name="missingstep",
            constraint=models.UniqueConstraint(fields=("missing", "event"), name="a_step_is_taken_once"),
        ),
        migrations.AddConstraint(
            model_name="overridereview",
            constraint=models.UniqueConstraint(
                fields=("organisation", "key"), name="one_overridereview_a_form_of_children"
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewed",
            constraint=models.UniqueConstraint(fields=("organisation", "key"), name="one_reviewed_a_form_of_children"),
        ),
        migrations.CreateModel(
            name="Home",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.BinaryField(max_length=16)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "user", "mark"), name="a_home_is_declared_once")
                ],
            },
        ),
        *rows_are_its_own("children_home"),
        *rows_are_kept(*KEPT),
        *rows_are_hidden(*KEPT),
        *(
            operation
            for table in KEPT
            for operation in (
                rows_may_be_seen(table, name="of_its_index", when=OF_ITS_INDEX),
                rows_may_be_added(table, name="by_its_own", when=f"{OWN} AND {OF_ITS_INDEX}"),
                rows_hang_on(table, parent="children_child", column="child_id"),
            )
        ),
        *(auditors_see(table, *EVERY_ONES) for table in ACTED),
        auditors_see("children_destruction", "id", "index_id", "organisation_id", "child_id", "clause", "at"),
    ]
