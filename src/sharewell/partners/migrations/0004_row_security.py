"""A membership is its organisation's to see, and its person's. Organisations are everybody's."""

from django.db import migrations

from sharewell.partners.walls import PERSON, rows_are_its_own, rows_may_be_seen


class Migration(migrations.Migration):
    dependencies = [("partners", "0003_roles")]

    operations = [
        *rows_are_its_own("partners_membership"),
        rows_may_be_seen("partners_membership", name="of_the_person", when=f"user_id = {PERSON}"),
    ]
