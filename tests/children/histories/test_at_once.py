"""Whatever two do at once, each in a connection of their own, while nights pass: all holds afterwards that must."""

import os
from datetime import timedelta
from random import Random
from threading import Thread
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from sharewell.children.intake import loading, reading
from sharewell.children.records.ending import destroy_due
from sharewell.children.records.policies import policy_at
from sharewell.keys.actions import all_follow, rewrap
from sharewell.linking.inventing.families import DETAILS
from sharewell.partners.context import seeing
from sharewell.project import keeping_keys
from tests.children.histories import holds
from tests.children.histories.acts import KIDS, Acts, Nobody, as_app
from tests.sharing.cast import now

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "SHAREWELL_SEARCH" in os.environ
SEEDS = range(40) if LONG else range(1)
STEPS = 80 if LONG else 25
LATER = timedelta(days=300)


class Beside(Acts):
    """One of several who act at once: whoever comes next takes no note of what the others did."""

    def __init__(self, indexes, people, seed, folder):
        super().__init__(indexes, people, Random(seed), SimpleNamespace(at=now()), Nobody())
        self.folder, self.seed, self.wrong = folder, seed, []

    def go_on_for(self, steps):
        try:
            for _ in range(steps):
                self.random.choice([self.go_on] * 8 + [self.load, self.night])()
        except Exception as error:
            self.wrong.append(error)
        finally:
            connection.close()

    def load(self):
        """Some who are there and some who are new: the ids are those of every loader of an organisation."""
        by = self.random.choice(self.people)
        index, file = self._index(by), self.folder / f"{self.seed} {len(self.log)}.csv"
        rows = [
            f"{at},{','.join(KIDS[at].details.get(name, '') for name in DETAILS)}"
            for at in self.random.sample(range(len(KIDS)), 6)
        ]
        file.write_text("\n".join((f"id,{','.join(DETAILS)}", *rows)))
        with as_app(), seeing(organisation=by.organisation_id, person=by.user_id):
            read = reading.read(file, policy_at(index, self.at), told={})
        with as_app():
            loaded = loading.load(loading.Load(read=read, index=index, source="roll", by=by, at=self.at), key=uuid4())
        self.log.append(["load", by.user.email, "did", loaded.delivery.outcomes])

    def night(self):
        """Of a later day: some of those who are there have come to their end."""
        with as_app():
            ended = [made.child_id for each in self.indexes for made in destroy_due(each, at=self.at + LATER)]
        self.log.append(["night", "", "did", ended])


def rotate(monkeypatch):
    """A new master key while others act."""
    known = keeping_keys._words("SHAREWELL_MASTER_KEYS", "master")
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", f"new,{known}")
    with as_app():
        all_follow()
        assert sum(rewrap())
        all_follow()
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "new")


@pytest.mark.parametrize("seed", SEEDS)
def test_what_two_do_at_once_leaves_all_as_it_must_be(indexes, people, tmp_path, monkeypatch, seed):
    everybody = [Beside(indexes, people, f"{seed} {at}", tmp_path) for at in range(2)]
    everybody[0].begin()
    everybody[1].delivered = everybody[0].delivered
    threads = [Thread(target=each.go_on_for, args=(STEPS,)) for each in everybody]
    for thread in threads:
        thread.start()
    rotate(monkeypatch)
    for thread in threads:
        thread.join(300)
    try:
        assert not [error for each in everybody for error in each.wrong]
        holds.everything_holds(indexes)
        holds.night()
        holds.everything_holds(indexes)
    except BaseException:
        for each in everybody:
            print(*each.log, sep="\n")
            print(*each.wrong)
        raise
