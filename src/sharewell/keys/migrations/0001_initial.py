import uuid

import django.db.models.deletion
from django.db import migrations, models

from sharewell.partners.walls import rows_are_its_own


class Migration(migrations.Migration):
    initial = True

    dependencies = [("partners", "0004_row_security")]

    operations = [
        migrations.CreateModel(
            name="SubjectKey",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("subject", models.BinaryField(max_length=32, null=True)),
                ("wrapped", models.BinaryField(null=True)),
                ("erased_at", models.DateTimeField(null=True)),
                ("erased_under", models.CharField(blank=True, max_length=100)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="partners.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "subject"), name="one_key_of_a_subject"),
                ],
            },
        ),
        *rows_are_its_own("keys_subjectkey"),
    ]
