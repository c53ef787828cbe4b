"""What people joined and parted is found among millions of rows that were joined automatically."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("children", "0011_tally")]

    operations = [
        migrations.AddIndex(
            model_name="joining",
            index=models.Index(condition=models.Q(("weight", None)), fields=["id"], name="decided_by_people"),
        ),
    ]
