"""The more children are in an index, or come into it, the more evidence it takes to tell one of them."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from sharewell.children.intake import loading
from sharewell.children.intake.delivering import Outcome
from sharewell.children.intake.reading import Told
from sharewell.children.models import Index, Tally
from sharewell.children.records.scoring import scorer
from sharewell.children.records.tallying import FEWEST, count_names
from sharewell.linking.learning.children_model import ENGLAND
from sharewell.partners.context import seeing
from tests.children.cast import put
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db

ALFIE = {"forename": "Alfie", "surname": "Walker", "birth_date": "2014-05-17", "postcode": "N17 9AA"}
MOVED = ALFIE | {"postcode": "LS6 2BQ"}


def among(index, *, coming=0):
    """How many children one is sought among."""
    return round(1 / scorer(index, coming=coming).model.prior)


@pytest.fixture
def counted(index):
    nights = (datetime(2026, 5, day, 1, tzinfo=UTC) for day in range(1, 31))

    def counted(children):
        """The index as though so many children were counted in it, another night each time."""
        count_names(index, at=next(nights))
        Tally.objects.update(children=children)
        return Index.objects.get(pk=index.pk)

    return counted


def test_a_child_is_sought_among_twice_as_many_as_were_counted(counted):
    assert among(counted(100_000)) == 200_000


def test_whoever_comes_with_an_extract_may_be_there_when_its_last_row_is_sought(counted):
    assert among(counted(100_000), coming=300_000) == 800_000


def test_there_are_never_more_than_in_england_unless_more_were_counted(counted):
    assert among(counted(12_000_000), coming=1_000_000) == ENGLAND
    assert among(counted(100_000), coming=12_000_000) == ENGLAND
    assert among(counted(13_000_000)) == 13_000_000


def test_an_index_that_is_too_small_to_be_counted_has_few_children(index):
    assert among(index) == 2 * FEWEST


def test_a_large_extract_into_an_index_that_nobody_counted_is_sought_among_as_many_as_in_england(index):
    assert among(index, coming=FEWEST) == 4 * FEWEST
    assert among(index, coming=FEWEST + 1) == ENGLAND


def test_somebody_of_a_common_name_who_moved_is_known_again_among_thousands_and_not_among_millions(index, members):
    put(index, members[TRUST], **ALFIE)

    def becomes(record, *, coming):
        by = members[COUNCIL]
        told = loading.Load(read=SimpleNamespace(sound=coming), index=index, source="roll", by=by, at=now())
        with seeing(organisation=by.organisation_id, person=by.user_id):
            to = loading._delivering(told)
            row = Told(line=1, record=record, details=MOVED)
            return [*loading._take_in(told, to, [*loading._ready(to, [row], new=True)])[0]]

    assert becomes("of many", coming=FEWEST + 1) == [Outcome.UNCHANGED, Outcome.POSSIBLE]
    assert becomes("of few", coming=1) == [Outcome.UNCHANGED, Outcome.LINKED]
