"""An index is seen by its partners; each delivers and acts in its own name. What anybody put on record stays."""

from django.db import migrations

from sharewell.partners.walls import (
    ORGANISATION,
    auditors_see,
    rows_are_hidden,
    rows_are_kept,
    rows_are_never_removed,
    rows_hang_on,
    rows_may_be_added,
    rows_may_be_changed,
    rows_may_be_removed,
    rows_may_be_seen,
)

# In an array, which is made once for a query: what is asked of each row is one comparison of a number.
OF_ITS_INDEX = f"""
    index_id = ANY (ARRAY(SELECT partner.index_id FROM children_partner AS partner
                          WHERE partner.organisation_id = {ORGANISATION}))
"""  # noqa: S608 (nothing in it comes from anybody)
OWN = f"organisation_id = {ORGANISATION}"
ABOUT_A_CHILD = (
    "children_involvement",
    "children_leadprofessional",
    "children_assessment",
    "children_concern",
    "children_shielding",
    "children_ending",
    "children_lookup",
    "children_override",
)
BY_ITS_KEEPER = f"EXISTS (SELECT FROM children_index AS its WHERE its.id = index_id AND its.keeper_id = {ORGANISATION})"
KEPT = ("children_joining", "children_possible", "children_settled", *ABOUT_A_CHILD)
EVERY_ONES = ("id", "index_id", "organisation_id", "by_id", "at", "key")


class Migration(migrations.Migration):
    dependencies = [("children", "0001_initial")]

    operations = [
        *rows_are_never_removed("children_index", "children_child"),
        *rows_are_kept(*KEPT),
        *rows_are_hidden("children_index", "children_partner", "children_child", "children_matchkey", *KEPT),
        # Which indexes there are and who takes part in them every organisation may know: their protocols say so.
        rows_may_be_seen("children_index", name="by_everybody", when=f"{ORGANISATION} > 0"),
        rows_may_be_seen("children_partner", name="by_everybody", when=f"{ORGANISATION} > 0"),
        *(
            operation
            for table, its_own in (
                ("children_index", f"keeper_id = {ORGANISATION}"),
                ("children_partner", BY_ITS_KEEPER),
            )
            for operation in (
                rows_may_be_added(table, name="by_its_keeper", when=its_own),
                rows_may_be_changed(table, name="changed_by_its_keeper", when=its_own),
            )
        ),
        rows_may_be_removed("children_partner", name="removed_by_its_keeper", when=BY_ITS_KEEPER),
        # Its own too, where an organisation no longer takes part: their keys are wrapped anew all the same.
        rows_may_be_seen("children_child", name="of_its_index", when=f"{OF_ITS_INDEX} OR {OWN}"),
        rows_may_be_added("children_child", name="by_its_own", when=f"{OWN} AND {OF_ITS_INDEX}"),
        rows_may_be_changed("children_child", name="changed_in_its_index", when=f"{OF_ITS_INDEX} OR {OWN}"),
        rows_may_be_seen("children_matchkey", name="of_its_index", when=OF_ITS_INDEX),
        rows_may_be_added("children_matchkey", name="in_its_index", when=OF_ITS_INDEX),
        rows_may_be_removed("children_matchkey", name="removed_in_its_index", when=OF_ITS_INDEX),
        *(
            operation
            for table in KEPT
            for operation in (
                rows_may_be_seen(table, name="of_its_index", when=OF_ITS_INDEX),
                rows_may_be_added(table, name="by_its_own", when=f"{OWN} AND {OF_ITS_INDEX}"),
                auditors_see(table, *EVERY_ONES),
            )
        ),
        *(
            rows_hang_on(table, parent="children_child", column="child_id")
            for table in ABOUT_A_CHILD
            if table != "children_lookup"  # a search is about none
        ),
    ]
