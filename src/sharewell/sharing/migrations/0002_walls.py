"""What the web and the jobs may only add to, and what auditors see."""

from django.db import migrations

from sharewell.partners.walls import auditors_see, rows_are_kept


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial")]

    operations = [
        *rows_are_kept(
            "sharing_request", "sharing_decision", "sharing_disclosure", "sharing_withholding", "sharing_fulfilment"
        ),
        auditors_see(
            "sharing_request", "id", "reference", "organisation_id", "made_by_id", "made_at", "protocol", "recipient"
        ),
        auditors_see("sharing_decision", "id", "key", "request_id", "number", "by_id", "at", "kinds", "texts"),
        auditors_see("sharing_disclosure", "id", "key", "decision_id", "by_id", "at", "how", "follow_up"),
        auditors_see("sharing_withholding", "id", "key", "decision_id", "by_id", "at"),
        auditors_see("sharing_fulfilment", "id", "disclosure_id", "clause", "what", "by_id", "at"),
    ]
