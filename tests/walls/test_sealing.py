"""What tells of a person is nothing without their key: in the database, in another place, after an erasure."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.errors import Erased
from sharewell.keys import actions, sealing
from sharewell.keys.fields import Sealed
from sharewell.keys.models import SubjectKey
from sharewell.ledger.models import Leaf, Salt
from sharewell.partners.models import Capacity, Membership
from sharewell.project import keeping_keys
from sharewell.sharing import actions as sharing
from sharewell.sharing.models import Decision, Disclosure, Interview, Request, Withholding
from tests.sharing.cast import COUNCIL, TRUST, answers, now, today
from tests.walls.roles import as_role

pytestmark = pytest.mark.django_db
MAY_ERASE = (Capacity.DATA_PROTECTION_OFFICER, Capacity.CALDICOTT_GUARDIAN)
SEALED = [Interview, Request, Decision, Disclosure, Withholding]


def stored(model, column, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {model._meta.db_table} WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def lead_of(name):
    return Membership.objects.select_related("user", "organisation").filter(organisation__name=name).order_by("pk")[0]


def officer_of(name):
    """Whoever may have a person erased."""
    officer = lead_of(name)
    Membership.objects.filter(pk=officer.pk).update(capacity=Capacity.DATA_PROTECTION_OFFICER)
    officer.refresh_from_db()
    return officer


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: model._meta.label)
def test_every_column_that_tells_of_a_person_is_sealed(model):
    for column in getattr(model, "personal", ()):
        assert isinstance(model._meta.get_field(column), Sealed), column


def test_the_database_holds_none_of_the_words(rows):
    with connection.cursor() as cursor:
        for model in SEALED:
            cursor.execute(f"SELECT {', '.join(model.personal)} FROM {model._meta.db_table}")
            for row in cursor.fetchall():
                for column in map(bytes, row):
                    assert sealing.is_sealed(column)
                    for word in (b"2015-05-01", b"K-117", b"social", b"nurse", b"name", b"{"):
                        assert word not in column[29:] or len(word) == 1
    row = Request.objects.get(pk=rows[TRUST].pk)
    assert (row.subject_reference, row.answers["subject"]) == ("K-117", {"date_of_birth": "2015-05-01"})


def test_the_same_words_are_sealed_differently_each_time(rows):
    one, other = Request.objects.all()
    assert one.subject_reference == other.subject_reference
    assert len({stored(Request, "subject_reference", row.pk) for row in (one, other)}) == 2


@pytest.mark.parametrize(
    ("to_model", "to_column", "to_name"),
    [(Request, "answers", TRUST), (Request, "subject_reference", COUNCIL), (Interview, "answers", TRUST)],
    ids=["another column", "another row", "another table"],
)
def test_what_is_moved_does_not_open(rows, to_model, to_column, to_name):
    moved = stored(Request, "subject_reference", rows[TRUST].pk)
    target = to_model.objects.filter(organisation__name=to_name).values_list("pk", flat=True)[0]
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {to_model._meta.db_table} SET {to_column} = %s WHERE id = %s", [moved, target])
    with pytest.raises(sealing.CannotOpen):
        getattr(to_model.objects.get(pk=target), to_column)


@given(st.binary(max_size=60), st.integers(0, 10_000), st.integers(1, 255))
def test_any_byte_changed_is_found(words, at, change):
    key, key_id = sealing.new_key(), SubjectKey().pk
    shut = bytearray(sealing.seal(key, words, key_id=key_id, place="a:b:c"))
    assert sealing.open_sealed(key, bytes(shut), key_id=key_id, place="a:b:c") == words
    shut[at % len(shut)] ^= change
    with pytest.raises(sealing.CannotOpen):
        sealing.open_sealed(key, bytes(shut), key_id=key_id, place="a:b:c")


def test_one_person_has_one_key_in_an_organisation_however_the_reference_is_typed(rows):
    trust, council = lead_of(TRUST).organisation, lead_of(COUNCIL).organisation
    assert actions.key_for(organisation=trust, reference=" k-117 ") == rows[TRUST].sealed_under
    assert actions.key_for(organisation=council, reference="K-117") == rows[COUNCIL].sealed_under
    assert rows[TRUST].sealed_under.subject != rows[COUNCIL].sealed_under.subject
    assert actions.key_for(organisation=trust) != actions.key_for(organisation=trust)


def test_an_interview_takes_its_key_along(rows):
    from sharewell.sharing.actions import begin, forget

    before = SubjectKey.objects.count()
    interview = begin(by=lead_of(TRUST), on=today(), answers=answers())
    assert SubjectKey.objects.count() == before + 1
    forget(interview=interview)
    assert SubjectKey.objects.count() == before


def test_after_an_erasure_nobody_reads_it_and_the_ledger_stands(rows, client):
    by, leaves = officer_of(TRUST), list(Leaf.objects.values_list("hash", flat=True))
    with as_role("app"):
        from sharewell.partners.context import seeing

        with seeing(organisation=by.organisation_id):
            sharing.erase(by=by, reference="K-117", clause="5.2", at=now())
    with pytest.raises(Erased, match=r"erased on .* under clause 5\.2"):
        _ = Request.objects.get(pk=rows[TRUST].pk).answers
    assert Request.objects.get(pk=rows[COUNCIL].pk).answers
    assert list(Leaf.objects.values_list("hash", flat=True)[: len(leaves)]) == leaves
    client.force_login(rows[TRUST].made_by)
    page = client.get(f"/share/requests/{rows[TRUST].reference}")
    assert page.status_code == 409
    assert "under clause 5.2" in page.content.decode()
    assert "Erased" in client.get("/share/requests").content.decode()
    assert client.get("/due").status_code in (200, 403)
    with pytest.raises(actions.NoSuchSubject):
        sharing.erase(by=by, reference="K-117", clause="5.2", at=now())


def checked():
    from functools import partial

    from sharewell.ledger.checking import check_rows
    from sharewell.partners.context import seeing
    from sharewell.partners.models import Organisation

    views = [partial(seeing, organisation=pk) for pk in Organisation.objects.values_list("pk", flat=True)]
    return {model: check_rows(model, views=views) for model in (Request, Decision, Disclosure, Withholding)}


def test_the_ledgers_check_tells_what_was_erased_from_what_is_wrong(rows):
    assert [(each.erased, each.wrong) for each in checked().values()] == [(0, None)] * 4
    sharing.erase(by=officer_of(TRUST), reference="K-117", clause="5.2", at=now())
    assert [(each.erased, each.wrong) for each in checked().values()] == [(1, None)] * 4


def test_after_an_erasure_nothing_is_left_to_try_guesses_on(rows):
    of_request = {f"sharing.request:{row.pk}": organisation for organisation, row in rows.items()}
    sharing.erase(by=officer_of(TRUST), reference="K-117", clause="5.2", at=now())
    salted = Leaf.objects.filter(index__in=Salt.objects.values("leaf")).values_list("about", flat=True)
    assert [of_request[about] for about in salted if about in of_request] == [COUNCIL]


def test_a_key_that_went_without_an_erasure_is_found(rows):
    SubjectKey.objects.filter(pk=rows[TRUST].sealed_under_id).update(wrapped=None, erased_at=now(), erased_under="5.2")
    assert all("no erasure" in str(each.wrong) for each in checked().values())


def test_a_salt_that_went_without_an_erasure_is_found(rows):
    Salt.objects.filter(
        leaf__in=Leaf.objects.filter(about=f"sharing.request:{rows[TRUST].pk}").values("index")
    ).delete()
    assert "its salt is gone" in str(checked()[Request].wrong)


def test_who_may_not_have_anybody_erased_does_not(rows):
    for by in Membership.objects.filter(organisation__name=TRUST).exclude(capacity__in=MAY_ERASE):
        with pytest.raises(sharing.CannotRecord, match="has nobody erased"):
            sharing.erase(by=by, reference="K-117", clause="5.2", at=now())


def test_a_row_cannot_pass_for_an_erased_persons(rows):
    gone = sharing.erase(by=officer_of(COUNCIL), reference="K-117", clause="5.2", at=now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sharing_request SET sealed_under_id = %s WHERE id = %s", [gone.pk, rows[TRUST].pk])
    assert "does not open" in str(checked()[Request].wrong)


@pytest.mark.parametrize("change", ["outcome = 'refuse'", "clauses = '{9}'"])
def test_what_is_repeated_in_plain_for_lists_is_held_to_what_is_sealed(rows, change):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE sharing_decision SET {change}")
    assert "not as it was entered" in str(checked()[Decision].wrong)


def test_a_new_master_key_wraps_every_key_and_the_old_one_is_not_needed_again(rows, tmp_path, monkeypatch):
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "new," + keeping_keys._words("SHAREWELL_MASTER_KEYS", "master"))
    monkeypatch.setattr(actions, "BATCH", 2)
    made = actions.rewrap()
    assert next(made) == 2  # and is stopped
    done = sum(actions.rewrap())
    assert done + 2 == SubjectKey.objects.count()
    assert sum(actions.rewrap()) == 0
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "new")
    assert Request.objects.get(pk=rows[TRUST].pk).answers
    monkeypatch.setenv("SHAREWELL_MASTER_KEYS", "another")
    with pytest.raises(sealing.CannotOpen):
        _ = Request.objects.get(pk=rows[TRUST].pk).answers


def test_a_rotation_puts_the_new_key_first_and_goes_on_with_one_that_was_stopped(tmp_path, monkeypatch):
    from sharewell.project.datadir import keep_secrets, read_secrets

    monkeypatch.setenv("SHAREWELL_DATA", str(tmp_path))
    old = keep_secrets(tmp_path)["master"]
    keeping_keys.begin_rotation()
    both = read_secrets(tmp_path)["master"]
    assert both.endswith(f",{old}")
    keeping_keys.begin_rotation()
    assert read_secrets(tmp_path)["master"] == both
    keeping_keys.end_rotation()
    assert read_secrets(tmp_path)["master"] == both.split(",")[0]
