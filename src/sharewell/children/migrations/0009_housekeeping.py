"""What many millions of children ask of the database's own housekeeping."""

from django.db import migrations

# A search reads the keys from their index alone where the table's pages are known to be seen by all, and else goes
# through the table too: a tenth of the database's work for a load. By default that is found out when a fifth of the
# table is new; now at one key in two hundred, and only new pages are read for it.
SOON = "ALTER TABLE children_matchkey SET (autovacuum_vacuum_insert_scale_factor = 0.005)"
BY_DEFAULT = "ALTER TABLE children_matchkey RESET (autovacuum_vacuum_insert_scale_factor)"
# Django makes a second index of each unique text, to search by how it begins. A reference is asked for whole.
NO_LIKE = "DROP INDEX IF EXISTS children_child_reference_c78c95c6_like"
LIKE = "CREATE INDEX children_child_reference_c78c95c6_like ON children_child (reference varchar_pattern_ops)"


class Migration(migrations.Migration):
    dependencies = [("children", "0008_transfers")]

    operations = [migrations.RunSQL(SOON, BY_DEFAULT), migrations.RunSQL(NO_LIKE, LIKE)]
