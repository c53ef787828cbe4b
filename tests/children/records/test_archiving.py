"""Where a text archives records, nobody finds one from its day on; nothing of it is lost until it is destroyed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from sharewell.children import jobs
from sharewell.children.intake.actions import register
from sharewell.children.intake.delivering import Gone
from sharewell.children.models import Child, MatchKey
from sharewell.children.records.archiving import archive_due
from sharewell.children.records.ending import destroy_due
from sharewell.children.records.policies import Ended
from sharewell.children.records.queries import NoSuchChild, child_of
from sharewell.children.search.finding import find
from sharewell.ledger.acts import about
from sharewell.ledger.queries import entered_about
from tests.children import cast
from tests.children.records.cast import BORN, night
from tests.sharing.cast import COUNCIL, TRUST, now

pytestmark = pytest.mark.django_db

EIGHTEEN, TWENTY_FOUR = date(2033, 5, 1), date(2039, 5, 1)
ENDS = (
    "A record must be destroyed on the day the person reaches 19. A record must be destroyed on the day the person\n"
    "reaches 25 if the person has additional needs."
)
ARCHIVES = "A record must be archived on the day the person reaches 18, and destroyed within 6 years of that day."


def put(index, by, **changes):
    return cast.put(index, by, birth_date=BORN.isoformat(), **changes).child


def archived(index, day):
    return [child.pk for child in archive_due(index, at=night(day))]


@pytest.fixture
def archiving(index, agree):
    agree(timezone.localdate(now()), ENDS, ARCHIVES)
    return index


@pytest.fixture
def ann(archiving, members):
    return put(archiving, members[TRUST])


@pytest.mark.parametrize(("day", "is_found"), [(EIGHTEEN - timedelta(days=1), True), (EIGHTEEN, False)])
def test_from_the_day_on_nobody_finds_it(archiving, ann, day, is_found):
    archived(archiving, day)
    assert bool(find(archiving, cast.MARY).candidates) is is_found
    assert MatchKey.objects.filter(child=ann.pk).exists() is is_found
    if not is_found:
        with pytest.raises(NoSuchChild):
            child_of(archiving, ann.reference)


def test_it_is_destroyed_on_its_later_day_and_can_be_read_until_then(archiving, ann):
    assert archived(archiving, EIGHTEEN) == [ann.pk]
    assert archived(archiving, EIGHTEEN) == []
    assert Child.objects.get(pk=ann.pk).details["forename"] == "Mary"
    assert not list(destroy_due(archiving, at=night(TWENTY_FOUR - timedelta(days=1))))
    assert [made.child_id for made in destroy_due(archiving, at=night(TWENTY_FOUR))] == [ann.pk]


def test_that_it_was_archived_is_in_the_ledger(archiving, ann):
    archived(archiving, EIGHTEEN)
    assert entered_about([about(ann)])[-1].act == "archived"


def test_the_rows_of_one_child_go_together_on_the_last_of_their_days(archiving, members, ann):
    other = put(archiving, members[COUNCIL])
    cast.put(archiving, members[COUNCIL], birth_date="2015-05-02")
    other.refresh_from_db()
    assert other.first == ann.pk
    assert archived(archiving, EIGHTEEN) == []
    assert archived(archiving, EIGHTEEN + timedelta(days=1)) == [ann.pk]
    assert not Child.objects.filter(until=None).exists()


def test_a_text_that_archives_takes_those_out_of_sight_who_came_under_the_one_before(index, members, agree):
    ann = put(index, members[TRUST])
    agree(date(2030, 1, 1), ENDS, ARCHIVES)
    assert archived(index, EIGHTEEN - timedelta(days=1)) == []
    assert archived(index, EIGHTEEN) == [ann.pk]


def test_a_text_that_archives_nothing_takes_nobody_out_of_sight(index, members):
    put(index, members[TRUST])
    assert archived(index, date(2034, 4, 30)) == []


def test_what_is_archived_is_not_taken_in_again(archiving, members, ann):
    archived(archiving, EIGHTEEN)
    told = {"index": archiving, "source": "roll", "by": members[TRUST], "at": night(EIGHTEEN)}
    details = cast.MARY | {"birth_date": BORN.isoformat()}
    with pytest.raises(Gone, match="is archived"):
        register(details=details, record="1", **told)
    with pytest.raises(Ended, match=r"Clause 9\.1"):
        register(details=details | {"forename": "Zoe"}, record="2", **told)


def test_the_job_of_the_night_archives(archiving, ann, monkeypatch):
    monkeypatch.setattr(jobs.timezone, "now", lambda: night(EIGHTEEN))
    jobs.destroy_what_has_ended(0)
    assert Child.objects.get(pk=ann.pk).until == EIGHTEEN
