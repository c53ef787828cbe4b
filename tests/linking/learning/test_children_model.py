"""The children's model, and how common names are among the children that it is for."""

import pytest

from sharewell.domain.linkage.millions.rows import rows
from sharewell.domain.linkage.weighing.compare import record
from sharewell.linking.learning.children_model import BELIEF, FIELDS, model, model_of


def children(**called):
    """So many children of each forename, all with surnames of their own, and one without a forename."""
    each = [forename for forename, many in called.items() for _ in range(many)]
    names = [{"forename": forename, "surname": f"ash{at}x"} for at, forename in enumerate([*each, ""])]
    return rows(FIELDS, [record(FIELDS, {field.name: "" for field in FIELDS} | name) for name in names])


def forenames(found):
    return found.comparisons[0]


def test_a_name_that_is_common_here_is_common_to_the_model_though_its_list_has_it_not():
    known, found = forenames(model(2_000)), forenames(model_of(children(gisulf=1_500, olivia=500)))
    assert "gisulf" not in known.frequencies
    assert found.frequencies["gisulf"] == pytest.approx(1_500 / (2_000 + BELIEF))
    assert found.rarity("gisulf", "gisulf") < known.rarity("gisulf", "gisulf") - 12


def test_a_name_that_the_list_has_is_known_though_nobody_here_has_it():
    known, found = forenames(model(2_000)), forenames(model_of(children(gisulf=2_000)))
    assert found.frequencies["noah"] == pytest.approx(known.frequencies["noah"] * BELIEF / (2_000 + BELIEF))


def test_no_name_is_rarer_than_one_that_is_not_known():
    found = forenames(model_of(children(gisulf=2_000)))
    assert min(found.frequencies.values()) >= found.rare > 0


def test_whoever_has_no_name_makes_none_common():
    assert "" not in forenames(model_of(children(gisulf=3))).frequencies
    assert all(c.frequencies == {} for c in model_of(children(gisulf=3)).comparisons[2:])


def test_it_is_for_as_many_children_as_there_are():
    assert model_of(children(gisulf=1_999)).prior == model(2_000).prior
