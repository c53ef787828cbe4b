"""A new master key comes while everybody works: no key is lost with the old one, and nobody fails for it."""

from threading import Event

import pytest
from django.db import transaction

from sharewell.keys import actions
from sharewell.keys.models import SubjectKey
from sharewell.partners.models import Organisation
from sharewell.project import keeping_keys
from tests.beside import meanwhile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def organisation():
    return Organisation.objects.create(name="A Trust")


@pytest.fixture
def new_key(monkeypatch):
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "new," + keeping_keys._words("SHAREWELL_MASTER_KEYS", "master"))


@pytest.mark.parametrize(
    "goes_on",
    [
        pytest.param(lambda: actions.key_for(organisation=Organisation.objects.get()), id="wraps"),
        pytest.param(lambda: Organisation.objects.get(), id="has read what it may still open"),
    ],
)
def test_the_old_key_is_needed_until_everybody_has_ended_who_began_before(organisation, goes_on, monkeypatch):
    waits, order = Event(), []
    pause = actions.sleep
    monkeypatch.setattr(actions, "sleep", lambda seconds: (waits.set(), pause(seconds)))

    def follows():
        actions.all_follow()
        order.append("followed")

    with transaction.atomic():
        goes_on()
        thread, wrong = meanwhile(follows, wait=0.0)
        assert waits.wait(300), "it did not wait"
        assert order == []
        order.append("ended")
    thread.join(300)
    assert not wrong
    assert order == ["ended", "followed"]


def test_rows_that_somebody_holds_in_any_order_are_wrapped_anew_after_them(organisation, new_key, monkeypatch):
    for _ in range(3):
        actions.key_for(organisation=organisation)
    last, *_, first = SubjectKey.objects.order_by("-pk")
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "newer," + keeping_keys._words("SHAREWELL_MASTER_KEYS", "master"))
    with transaction.atomic():
        SubjectKey.objects.select_for_update().get(pk=last.pk)
        thread, wrong = meanwhile(lambda: sum(actions.rewrap()), wait=0.0)
        thread.join(0.5)
        SubjectKey.objects.select_for_update().get(pk=first.pk)
    thread.join(300)
    assert not wrong
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "newer")
    assert all(row.opened() for row in SubjectKey.objects.all())


def test_there_is_one_rotation_at_a_time():
    with keeping_keys.only_rotation(), pytest.raises(keeping_keys.RotationUnderWay), keeping_keys.only_rotation():
        pass
    with keeping_keys.only_rotation():
        pass
