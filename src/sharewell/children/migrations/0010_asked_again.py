"""A pair that somebody has decided may be asked about again: who waits is told by what is settled."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("children", "0009_housekeeping")]

    operations = [migrations.RemoveConstraint(model_name="possible", name="a_pair_is_asked_about_once")]
