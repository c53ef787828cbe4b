"""What is delivered is the deliverer's own to see: it tells of the rows of nobody else."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sharewell.partners.walls import auditors_see, rows_are_its_own, rows_are_kept


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0002_walls"),
        ("partners", "0005_accreditation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField()),
                ("source", models.CharField(max_length=100)),
                ("content", models.CharField(max_length=64)),
                ("rows", models.PositiveIntegerField()),
                ("outcomes", models.JSONField()),
                ("faults", models.JSONField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    models.UniqueConstraint(fields=("organisation", "key"), name="one_delivery_a_form_of_children")
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("columns", models.JSONField()),
                (
                    "index",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="children.index",
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
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "index", "name"), name="a_source_has_one_name")
                ],
            },
        ),
        *rows_are_kept("children_delivery"),
        *rows_are_its_own("children_source", "children_delivery"),
        auditors_see("children_delivery", "id", "index_id", "organisation_id", "by_id", "at", "key", "rows"),
    ]
