"""Who is a party, for the walls to read; and which memberships a text makes known. Editions are everybody's."""

from datetime import date

from django.db import migrations, models

from sharewell.partners.walls import ORGANISATION, auditors_see, rows_are_kept, rows_may_be_seen

FELLOWS = f"""
    organisation_id IN (
        SELECT fellow.id
        FROM partners_organisation AS mine
        JOIN protocols_party AS my_name ON my_name.name = mine.name
        JOIN protocols_party AS their_name USING (protocol)
        JOIN partners_organisation AS fellow ON fellow.name = their_name.name
        WHERE mine.id = {ORGANISATION}
    )
"""  # noqa: S608 (nothing in it comes from anybody)


def name_parties(apps, schema_editor):
    from sharewell.domain.library import Library
    from sharewell.protocols.facts import parties_of, text_of

    rows = apps.get_model("protocols", "Edition").objects.all()
    Party = apps.get_model("protocols", "Party")
    library = Library(text for row in rows if (text := text_of(row)))
    Party.objects.bulk_create(
        Party(protocol=protocol, name=name) for protocol, name in sorted(parties_of(library, on=date.today()))
    )


class Migration(migrations.Migration):
    dependencies = [("protocols", "0002_walls"), ("partners", "0004_row_security")]

    operations = [
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("protocol", models.CharField(max_length=100)),
                ("name", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("protocol", "name"), name="a_party_is_named_once"),
                ],
            },
        ),
        migrations.RunPython(name_parties, migrations.RunPython.noop),
        *rows_are_kept("protocols_party"),
        auditors_see("protocols_party", "id", "protocol", "name"),
        # The page of a text says who published it, and a matter which party put each event on record.
        rows_may_be_seen(
            "partners_membership",
            name="of_publishers",
            when="EXISTS (SELECT FROM protocols_edition WHERE published_by_id = partners_membership.id)",
        ),
        rows_may_be_seen("partners_membership", name="of_fellow_parties", when=FELLOWS),
    ]
