"""Errors go back to where they came from."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sharewell.keys.fields
from sharewell.partners.walls import (
    ORGANISATION,
    auditors_see,
    rows_are_hidden,
    rows_are_kept,
    rows_hang_on,
    rows_may_be_added,
    rows_may_be_seen,
)

OF_ITS_INDEX = f"""
    index_id = ANY (ARRAY(SELECT partner.index_id FROM children_partner AS partner
                          WHERE partner.organisation_id = {ORGANISATION}))
"""  # noqa: S608 (nothing in it comes from anybody)
OWN = f"organisation_id = {ORGANISATION}"


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0005_guarding"),
        ("partners", "0005_accreditation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Doubt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField()),
                ("since", models.DateField()),
                ("details", sharewell.keys.fields.SealedJSON()),
                (
                    "fields",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None),
                ),
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
                "ordering": ["pk"],
                "abstract": False,
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "key"), name="one_doubt_a_form_of_children")
                ],
            },
        ),
        *rows_are_kept("children_doubt"),
        *rows_are_hidden("children_doubt"),
        rows_may_be_seen("children_doubt", name="of_its_index", when=OF_ITS_INDEX),
        rows_may_be_added("children_doubt", name="by_its_own", when=f"{OWN} AND {OF_ITS_INDEX}"),
        rows_hang_on("children_doubt", parent="children_child", column="child_id"),
        auditors_see("children_doubt", "id", "index_id", "organisation_id", "by_id", "at", "key"),
    ]
