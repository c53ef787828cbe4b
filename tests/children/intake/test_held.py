"""What the text does not let the index hold is refused with the clause, and nothing of it is kept."""

from datetime import date, timedelta

import pytest

from sharewell.children.intake.actions import correct, register
from sharewell.children.models import Child
from sharewell.children.records import blinding
from sharewell.domain.index.held import NotHeld
from sharewell.domain.index.policy import Against
from tests.sharing.cast import TRUST, now, today

pytestmark = pytest.mark.django_db

ANN = {"forename": "Ann", "surname": "Smith", "birth_date": "2015-05-01"}


def put(index, members, **details):
    return register(index=index, details=ANN | details, source="roll", record="1", by=members[TRUST], at=now()).child


@pytest.mark.parametrize(
    ("field", "value", "clause"),
    [
        ("attendance", "92 %", "2.2"),
        ("case_notes", "seen on Monday", "2.2"),
        ("shoe_size", "4", "2.1"),
        ("school", "Excluded twice. See the file", "2.3"),
    ],
)
def test_a_record_with_something_forbidden_is_refused_whole(index, members, field, value, clause):
    with pytest.raises(NotHeld) as refused:
        put(index, members, **{field: value})
    assert [each.clause for each in refused.value.refusals] == [clause]
    assert value not in str(refused.value)
    assert not Child.objects.exists()


def test_a_correction_is_asked_the_same(index, members):
    child = put(index, members)
    with pytest.raises(NotHeld):
        put(index, members, attendance="92 %")
    assert Child.objects.get(pk=child.pk).details == ANN


def test_what_came_under_a_name_that_is_no_longer_taken_can_be_corrected_all_the_same(index, members):
    child = put(index, members)
    Child.objects.filter(pk=child.pk).update(source="SIMS: the roll")
    child.refresh_from_db()
    correct(child=child, details={"forename": "Anna"}, by=members[TRUST], at=now())
    assert Child.objects.get(pk=child.pk).details["forename"] == "Anna"


def test_the_day_a_record_ends_stands_hidden_beside_it(index, members):
    child = put(index, members)
    assert child.last_day == blinding.day(index.pk, date(2034, 5, 1))
    assert put(index, members, birth_date="2015-05-02").last_day == blinding.day(index.pk, date(2034, 5, 2))
    assert put(index, members, birth_date="unknown").last_day is None


def born_to_be_nineteen(days):
    day = today() + timedelta(days=days)
    try:
        return day.replace(year=day.year - 19).isoformat()
    except ValueError:  # 29 February: whoever was born on the day before is nineteen, on the day after is not
        return f"{day.year - 19}-{'03-01' if days else '02-28'}"


def test_whoever_is_nineteen_today_is_not_taken_in_and_tomorrow_s_is(index, members):
    with pytest.raises(Against, match=r"Clause 9\.1"):
        put(index, members, birth_date=born_to_be_nineteen(0))
    assert put(index, members, birth_date=born_to_be_nineteen(1)).last_day is not None
