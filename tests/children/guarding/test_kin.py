"""Look-ups of what may be one's own family are marked; nothing of anybody's family is held."""

import pytest

from sharewell.children.guarding.kin import NoPostcode, declare_home, may_be
from sharewell.children.models import Home
from tests.sharing.cast import COUNCIL, TRUST

pytestmark = pytest.mark.django_db


def test_a_shared_surname_is_a_mark_in_whatever_field_it_stands(members):
    by = members[TRUST]
    surname = by.called.split()[-1]
    for field in ("surname", "aliases", "former_name", "parent_name"):
        assert may_be(by, [{field: f"Ann {surname.upper()}"}])
    assert not may_be(by, [{"surname": f"{surname}x", "forename": surname}])
    assert not may_be(by, [])


def test_a_declared_home_is_a_mark_for_whoever_declared_it(members):
    declare_home(postcode="n17 8hg", by=members[TRUST])
    assert may_be(members[TRUST], [{"surname": "Nobody", "postcode": "N178HG"}])
    assert not may_be(members[TRUST], [{"postcode": "N17 8HH"}])
    assert not may_be(members[COUNCIL], [{"postcode": "N17 8HG"}])
    assert b"8hg" not in bytes(Home.objects.get().mark)


@pytest.mark.parametrize("written", ["", "N17", "at home"])
def test_half_a_postcode_is_no_home(members, written):
    with pytest.raises(NoPostcode):
        declare_home(postcode=written, by=members[TRUST])
