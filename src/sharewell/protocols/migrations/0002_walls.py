"""What the web and the jobs may only add to, and what auditors see."""

from django.db import migrations

from sharewell.partners.walls import auditors_see, rows_are_kept


class Migration(migrations.Migration):
    dependencies = [("protocols", "0001_initial")]

    operations = [
        *rows_are_kept("protocols_edition"),
        auditors_see(
            "protocols_edition",
            "id",
            "text_id",
            "edition",
            "words",
            "hash",
            "agreed",
            "published_by_id",
            "published_at",
        ),
    ]
