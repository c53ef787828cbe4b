"""What auditors see of organisations and of who acts for them."""

from django.db import migrations

from sharewell.partners.walls import auditors_see


class Migration(migrations.Migration):
    dependencies = [("partners", "0001_initial")]

    operations = [
        auditors_see("partners_organisation", "id", "name", "kinds", "registration_number"),
        auditors_see("partners_membership", "id", "user_id", "organisation_id", "capacity", "since", "until"),
    ]
