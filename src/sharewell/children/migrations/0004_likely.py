"""The question of every look-up, asked by `finding`: who shares most with what is asked?"""

from django.db import migrations

# A function, because its plan is then made once for a connection: made anew it costs more than the answer. It runs as
# whoever asks, behind the walls. The keys are read from their own index, a few thousand of one key at most; the table is
# read for the few that come first.
LIKELY = """
CREATE FUNCTION children_likely(keys bigint[], tells real[], asked integer, most integer, behind real)
RETURNS TABLE (
    id bigint, organisation_id bigint, wrapped bytea, key_id uuid, index_id integer, reference varchar, details bytea,
    shows varchar[], merged_into_id bigint, own varchar
)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED ROWS 10 SET plan_cache_mode = force_generic_plan AS $$
BEGIN
    RETURN QUERY
    WITH likely AS (
        SELECT hit.child_id, sum(each.tell) - 0.5::real * bit_count((min(hit.tags) # asked)::bit(32)) AS bits
        FROM unnest(keys, tells) AS each(key, tell),
             LATERAL (SELECT kept.child_id, kept.tags FROM children_matchkey AS kept WHERE kept.key = each.key LIMIT 4000)
                 AS hit
        GROUP BY hit.child_id
        ORDER BY 2 DESC, 1  -- never by where rows lie, which tells of changes that nobody may see
        LIMIT most
    ), first AS (SELECT max(likely.bits) - behind AS least FROM likely)
    SELECT child.id, child.organisation_id, child.wrapped, child.key_id, child.index_id, child.reference, child.details,
           child.shows, child.merged_into_id, own.reference
    FROM likely JOIN first ON likely.bits >= first.least
         JOIN children_child AS child ON child.id = likely.child_id
         LEFT JOIN children_child AS own ON own.id = child.merged_into_id
    WHERE child.until IS NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("children", "0003_deliveries")]

    operations = [migrations.RunSQL(LIKELY, "DROP FUNCTION children_likely")]
