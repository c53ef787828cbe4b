"""The one door by which leaves come in, and who may do what with them."""

from django.db import migrations

# The tree is grown here and not in Python for two reasons. The row that appends take turns on is locked for one round
# trip only, whatever else the web's process has to do. And the web's role needs no right to write a leaf or a node by
# itself: it calls this, which runs as the tables' owner and can only append. `domain.merkle` grows the same tree again
# in `fsck`, by a program of its own.
APPEND = r"""
CREATE FUNCTION ledger_append(abouts text[], bodies bytea[], salts bytea[], ats timestamptz[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    leaf bigint;     -- the index of the next
    peaks bytea;     -- the complete subtrees before it, the largest first, 32 bytes each
    hash bytea;
    level int;
BEGIN
    LOOP
        SELECT size, frontier INTO leaf, peaks FROM ledger_state FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO ledger_state (id, size, frontier) VALUES (true, 0, '') ON CONFLICT DO NOTHING;
    END LOOP;
    FOR each IN 1 .. cardinality(bodies) LOOP
        hash := sha256('\x00'::bytea || bodies[each]);
        INSERT INTO ledger_leaf (index, about, hash, body, at) VALUES (leaf, abouts[each], hash, bodies[each], ats[each]);
        IF length(salts[each]) > 0 THEN
            INSERT INTO ledger_salt (leaf, salt) VALUES (leaf, salts[each]);
        END IF;
        level := 0;
        WHILE (leaf >> level) & 1 = 1 LOOP
            hash := sha256('\x01'::bytea || substr(peaks, length(peaks) - 31) || hash);
            peaks := substr(peaks, 1, length(peaks) - 32);
            level := level + 1;
            INSERT INTO ledger_node (level, index, hash) VALUES (level, leaf >> level, hash);
        END LOOP;
        peaks := peaks || hash;
        leaf := leaf + 1;
    END LOOP;
    UPDATE ledger_state SET size = leaf, frontier = peaks;
    RETURN leaf;
END $$;
-- Its one row is written thousands of times between two vacuums: room on its page keeps each version beside the last.
ALTER TABLE ledger_state SET (fillfactor = 10);
"""

# Whoever has been given any right is asked for by a table itself: an outside database has names of its own.
GRANTS = """
DO $$
DECLARE
    somebody regrole;
BEGIN
    FOR somebody IN
        SELECT DISTINCT grantee FROM pg_class, aclexplode(relacl)
        WHERE pg_class.oid = 'ledger_leaf'::regclass AND grantee NOT IN (0, relowner)
    LOOP
        REVOKE ALL ON FUNCTION ledger_append FROM PUBLIC;
        EXECUTE format('GRANT EXECUTE ON FUNCTION ledger_append TO %s', somebody);
        EXECUTE format('REVOKE ALL ON ledger_leaf, ledger_node, ledger_state, ledger_salt, ledger_checkpoint, '
                       'ledger_cosignature FROM %s', somebody);
        EXECUTE format('GRANT SELECT ON ledger_leaf, ledger_node, ledger_state TO %s', somebody);
        EXECUTE format('GRANT SELECT, INSERT ON ledger_checkpoint, ledger_cosignature TO %s', somebody);
        EXECUTE format('GRANT SELECT, DELETE ON ledger_salt TO %s', somebody);
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'auditor') THEN
        GRANT SELECT ON ledger_leaf, ledger_node, ledger_state, ledger_checkpoint, ledger_cosignature TO auditor;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [
        migrations.RunSQL(APPEND, "DROP FUNCTION ledger_append"),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
    ]
