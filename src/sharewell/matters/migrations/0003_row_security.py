"""A matter is seen by the parties of its protocol, and written by each in its own name. A feed is its organisation's."""

import django.db.models.deletion
from django.db import migrations, models

from sharewell.partners.walls import (
    FEED,
    ORGANISATION,
    past_the_wall,
    rows_are_hidden,
    rows_are_its_own,
    rows_may_be_added,
    rows_may_be_seen,
)

OF_ITS_PROTOCOL = f"""
    protocol IN (
        SELECT party.protocol
        FROM protocols_party AS party JOIN partners_organisation AS organisation ON organisation.name = party.name
        WHERE organisation.id = {ORGANISATION}
    )
"""  # noqa: S608 (nothing in it comes from anybody)


def by_its_own(column):
    own = f"own.id = {column} AND own.organisation_id = {ORGANISATION}"
    return f"EXISTS (SELECT FROM partners_membership AS own WHERE {own})"


def of_a_matter_it_sees(table):
    return f"EXISTS (SELECT FROM matters_matter WHERE matters_matter.id = {table}.matter_id)"


class Migration(migrations.Migration):
    dependencies = [("matters", "0002_walls"), ("protocols", "0003_row_security")]

    operations = [
        migrations.AddField(
            "feed",
            "organisation",
            models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="partners.organisation",
            ),
        ),
        past_the_wall(
            "UPDATE matters_feed SET organisation_id = membership.organisation_id "
            "FROM partners_membership AS membership WHERE membership.id = membership_id",
            tables=("partners_membership",),
        ),
        migrations.AlterField(
            "feed",
            "organisation",
            models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="partners.organisation",
            ),
        ),
        *rows_are_hidden("matters_matter", "matters_event", "matters_attestation"),
        rows_may_be_seen("matters_matter", name="of_its_protocol", when=OF_ITS_PROTOCOL),
        rows_may_be_added(
            "matters_matter", name="by_its_own", when=f"{by_its_own('opened_by_id')} AND {OF_ITS_PROTOCOL}"
        ),
        *(
            operation
            for table in ("matters_event", "matters_attestation")
            for operation in (
                rows_may_be_seen(table, name="of_its_protocol", when=of_a_matter_it_sees(table)),
                rows_may_be_added(
                    table, name="by_its_own", when=f"{by_its_own('by_id')} AND {of_a_matter_it_sees(table)}"
                ),
            )
        ),
        *rows_are_its_own("matters_feed"),
        rows_may_be_seen("matters_feed", name="by_its_name", when=f"name::text = {FEED}"),
    ]
