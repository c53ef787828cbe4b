"""What always holds of an index, whatever was done and by how many at once."""

from collections import Counter

from django.db.models import Exists, OuterRef

from sharewell.children.jobs import count_names_of_indexes, destroy_what_has_ended
from sharewell.children.models import Child, Destruction, Index, Joining, MatchKey, Noted, Partner, Possible
from sharewell.children.records import facts, keying, proving
from sharewell.children.search.finding import find, is_enough
from sharewell.ledger.checking import check_rows, check_tree
from sharewell.ledger.keys import policy
from sharewell.ledger.models import Leaf
from sharewell.partners.context import seeing
from sharewell.partners.models import Organisation
from sharewell.project.commands.ledger_keeping import _kinds_of_act, _views
from tests.children.histories.acts import as_app

MADE = ("child-registered", "child-corrected")


def everything_holds(indexes):
    keys_are_those_of_what_is_told()
    children_are_a_flat_forest()
    rows_of_a_child_are_alike()
    joinings_tell_who_is_one_child()
    destroyed_are_gone(indexes)
    for index in indexes:
        partners_find_everybody_once(index)
        strangers_see_nobody(index)
    ledger_holds_all()


def keys_are_those_of_what_is_told():
    kept = Counter(MatchKey.objects.values_list("index_id", "child_id", "key", "tags"))
    told = Counter()
    for child in Child.objects.filter(until=None):
        made = keying.keys_of(child.index_id, facts.row(child.told))
        told.update((child.index_id, child.pk, key, made.tags) for key in made.every)
    assert kept == told


def children_are_a_flat_forest():
    joined = Child.objects.exclude(merged_into=None).select_related("merged_into")
    for row in joined:
        assert row.merged_into.merged_into_id is None, f"{row.pk} is joined to a joined row"
        assert row.merged_into.index_id == row.index_id


def rows_of_a_child_are_alike():
    """Hidden, gone and destroyed together."""
    for row in Child.objects.exclude(merged_into=None).select_related("merged_into"):
        own = row.merged_into
        assert (row.shows, row.until, row.is_destroyed) == (own.shows, own.until, own.is_destroyed), row.pk


def joinings_tell_who_is_one_child():
    """What was joined, parted and put back, gone through once more in the order of the ledger."""
    told = {}
    leaves = Leaf.objects.filter(about__startswith="children.joining:").order_by("index")
    rows = Joining.objects.in_bulk()
    for leaf in leaves:
        each = rows[int(leaf.about.split(":")[1])]
        if each.undoes_id:
            told |= dict(zip(rows[each.undoes_id].rows, rows[each.undoes_id].were, strict=True))
        else:
            told |= dict.fromkeys(each.rows, each.into_id)
    kept = dict(Child.objects.values_list("pk", "merged_into_id"))
    assert kept == dict.fromkeys(kept) | told


def destroyed_are_gone(indexes):
    ended = Destruction.objects.select_related("child", "index")
    for each in ended:
        assert proving.prove(each.index, each.child.reference).rows == each.rows
    gone = Child.objects.filter(wrapped=None)
    assert sum(each.rows for each in ended) == gone.count()
    for row in gone:
        assert (bytes(row.content), row.last_day, row.shows, row.is_destroyed) == (b"", None, None, True)
        assert row.until is not None
    assert not MatchKey.objects.filter(~Exists(Child.objects.filter(pk=OuterRef("child"), until=None))).exists()


def partners_find_everybody_once(index):
    children = list(Child.objects.filter(index=index, until=None).order_by("pk"))
    for partner in Organisation.objects.filter(pk__in=Partner.objects.filter(index=index).values("organisation")):
        with as_app(), seeing(organisation=partner.pk):
            assert Child.objects.filter(index=index).count() >= len(children)
            for child in children:
                if not is_enough(child.told):
                    continue
                found = [each.child.first for each in find(index, child.told, most=100).candidates]
                assert found.count(child.first) == 1, f"{child.pk} is found {found.count(child.first)} times"
                assert len(found) == len(set(found))


def strangers_see_nobody(index):
    strangers = Organisation.objects.exclude(pk__in=Partner.objects.filter(index=index).values("organisation"))
    kinds = [Child, MatchKey, Joining, Possible, *Noted.__subclasses__()]
    for stranger in strangers:
        with as_app(), seeing(organisation=stranger.pk):
            assert not any(kind.objects.filter(index=index).exists() for kind in kinds)


def ledger_holds_all():
    assert check_tree(policy()).wrong is None
    for kind in _kinds_of_act():
        assert check_rows(kind, views=_views()).wrong is None, kind
    abouts = Counter(Leaf.objects.filter(about__startswith="children.child:").values_list("about", flat=True))
    assert all(abouts[f"children.child:{pk}"] for pk in Child.objects.values_list("pk", flat=True))


def night():
    """The jobs of the night; returns whom they destroyed. The same once more do nothing."""
    before = set(Destruction.objects.values_list("child", flat=True))
    done = []
    for _ in range(2):
        with as_app():
            destroy_what_has_ended(0)
            count_names_of_indexes(0)
        ended = set(Destruction.objects.values_list("child", flat=True)) - before
        done.append((ended, Leaf.objects.count(), list(Index.objects.values_list("counted_at"))))
    assert done[0] == done[1]
    return done[0][0]
