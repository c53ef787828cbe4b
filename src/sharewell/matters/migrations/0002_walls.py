"""What the web and the jobs may only add to, and what auditors see."""

from django.db import migrations

from sharewell.partners.walls import auditors_see, rows_are_kept


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]

    operations = [
        *rows_are_kept("matters_matter", "matters_event", "matters_attestation"),
        auditors_see("matters_matter", "id", "protocol", "reference", "standing", "opened_by_id", "opened_at"),
        auditors_see("matters_event", "id", "matter_id", "code", "date", "party", "by_id", "at", "withdraws_id"),
        auditors_see("matters_attestation", "id", "matter_id", "record", "date", "party", "by_id", "at"),
    ]
