"""Offers of records to other areas. Partners of the two indexes see nothing of each other: their keepers alone do."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sharewell.partners.walls import (
    ORGANISATION,
    auditors_see,
    rows_are_hidden,
    rows_are_kept,
    rows_hang_on,
    rows_may_be_added,
    rows_may_be_seen,
)

KEPT_BY_IT = f"ANY (ARRAY(SELECT its.id FROM children_index AS its WHERE its.keeper_id = {ORGANISATION}))"  # noqa: S608
OWN = f"organisation_id = {ORGANISATION}"
# Who offered it withdraws it; whom it was offered to accepts or declines it.
ITS_OWN_TO_GIVE = """
    EXISTS (SELECT FROM children_offer AS offer WHERE offer.id = offer_id AND offer.child_id = children_offeranswer.child_id
            AND children_offeranswer.index_id = CASE outcome WHEN 'withdrawn' THEN offer.index_id ELSE offer.to_id END)
"""
EVERY_ONES = ("id", "index_id", "organisation_id", "by_id", "at", "key")


class Migration(migrations.Migration):
    dependencies = [
        ("children", "0007_changed"),
        ("partners", "0005_accreditation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Offer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField()),
                ("reference", models.CharField(max_length=16)),
                ("reason", models.CharField(max_length=40)),
                ("since", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="children.child"
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
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.index"
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
            name="OfferAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField()),
                ("outcome", models.CharField(max_length=10)),
                ("reason", models.CharField(blank=True, max_length=40)),
                (
                    "left",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None
                    ),
                ),
                (
                    "became",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="children.child"
                    ),
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
                    "offer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="children.offer"
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
            model_name="offer",
            constraint=models.UniqueConstraint(fields=("organisation", "key"), name="one_offer_a_form_of_children"),
        ),
        migrations.AddConstraint(
            model_name="offeranswer",
            constraint=models.UniqueConstraint(
                fields=("organisation", "key"), name="one_offeranswer_a_form_of_children"
            ),
        ),
        *rows_are_kept("children_offer", "children_offeranswer"),
        *rows_are_hidden("children_offer", "children_offeranswer"),
        rows_may_be_seen(
            "children_offer", name="by_both_keepers", when=f"index_id = {KEPT_BY_IT} OR to_id = {KEPT_BY_IT}"
        ),
        rows_may_be_added("children_offer", name="by_the_keeper", when=f"{OWN} AND index_id = {KEPT_BY_IT}"),
        rows_hang_on("children_offer", parent="children_child", column="child_id"),
        rows_may_be_seen(
            "children_offeranswer",
            name="with_its_offer",
            when="EXISTS (SELECT FROM children_offer AS offer WHERE offer.id = offer_id)",
        ),
        rows_may_be_added(
            "children_offeranswer",
            name="by_the_keeper",
            when=f"{OWN} AND index_id = {KEPT_BY_IT} AND {ITS_OWN_TO_GIVE}",
        ),
        auditors_see("children_offer", *EVERY_ONES),
        auditors_see("children_offeranswer", *EVERY_ONES),
    ]
