"""What a witness answers: it cosigns a tree that continues the one it knows, and no other."""

from dataclasses import replace
from http import HTTPStatus
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.merkle import notes, witness
from sharewell.domain.merkle.checkpoints import Checkpoint
from sharewell.domain.merkle.tree import EMPTY_ROOT
from sharewell.domain.merkle.witness import Refused, WrongOldSize, check_continues, check_signed, read_request
from tests.domain.merkle.made import LOG, NHS, ORIGIN, POLICE, Ledger, note_of, secret

LEDGER = Ledger.of(100)
KNOWN = {ORIGIN: [LOG.public]}

# The example of c2sp.org/tlog-witness.
EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
"""  # noqa: E501


def request(old: int, new: int, ledger: Ledger = LEDGER) -> witness.Submission:
    return read_request(witness.write_request(old, ledger.proof(old, new), str(ledger.note(new, LOG))).encode())


def refused(old: int, latest: Checkpoint | None, **changes: Any) -> Refused:
    with pytest.raises(Refused) as found:
        check_continues(replace(request(min(old, 100), 100), old=old, **changes), latest)
    return found.value


# And its example of an answer.
COSIGNED = """— witness.example/w1 CMp+6LWBU0anHGH5aNDTJkH/gj79sG+T6+iP2ThYN5krrDJbR1HDnucjL39QsZTSvVjyQLrdk3DXDqI5G2HgLatVs0pWh6Up69HVOw==
— witness.example/w1 I7rEps0pvK2UqkS2gSpVUDhrhVtQV9lgF6pRrWAvjJHjyWpW7VcE3SiOlVlbQNt64vWhO+DlkL0+UfzuOBMh9ChdMkP1vi/lCAsmlw==
— witness.example/w2 AWui8Sk55XjYLOijihBjhqEH6nS1ndDymE0a+6idX7pLcnoB+dhnz0854aLZgrrKbYKA7nC3HNJhm/kWl7oJlqU3rXXvpysAdyP3wQ==
"""  # noqa: E501


def test_the_c2sp_example_of_an_answer_is_read_as_it_stands() -> None:
    read = notes.read_signatures(COSIGNED)
    assert [(each.name, len(each.value)) for each in read] == [("witness.example/w1", 72)] * 2 + [
        ("witness.example/w2", 72)
    ]
    assert "".join(each.line() for each in read) == COSIGNED


def test_the_c2sp_example_is_read_and_written_as_it_stands() -> None:
    read = read_request(EXAMPLE.encode())
    assert (read.old, len(read.proof), read.checkpoint.size) == (20852014, 4, 20852163)
    assert witness.write_request(read.old, read.proof, str(read.note)) == EXAMPLE


@pytest.mark.parametrize("old", [0, 1, 37, 64, 99, 100])
def test_a_tree_that_continues_the_latest_is_cosigned(old: int) -> None:
    submission = request(old, 100)
    check_signed(submission, KNOWN)
    check_continues(submission, LEDGER.checkpoint(old) if old else None)


def test_the_empty_tree_may_be_cosigned_first() -> None:
    submission = request(0, 0, Ledger())
    assert submission.checkpoint.root == EMPTY_ROOT
    check_continues(submission, None)
    check_continues(request(0, 100), submission.checkpoint)


def test_a_log_that_is_not_known_is_not_found() -> None:
    with pytest.raises(Refused) as found:
        check_signed(request(0, 5), {"other.example": [LOG.public]})
    assert found.value.status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("by", [secret("stranger.example/log"), secret(ORIGIN + "2"), POLICE, NHS])
def test_a_checkpoint_that_its_log_did_not_sign_is_forbidden(by: object) -> None:
    note = note_of(LEDGER.checkpoint(), by)  # type: ignore[arg-type]
    with pytest.raises(Refused) as found:
        check_signed(read_request(witness.write_request(0, [], str(note)).encode()), KNOWN)
    assert found.value.status == HTTPStatus.FORBIDDEN


def test_a_false_signature_is_forbidden() -> None:
    note = str(LEDGER.note(100, LOG)).replace("\n100\n", "\n101\n")
    with pytest.raises(Refused) as found:
        check_signed(read_request(witness.write_request(0, [], note).encode()), KNOWN)
    assert found.value.status == HTTPStatus.FORBIDDEN


def test_signatures_of_strangers_beside_the_logs_own_do_not_matter() -> None:
    note = LEDGER.note(100, secret("stranger.example"), LOG, POLICE)
    check_signed(read_request(witness.write_request(0, [], str(note)).encode()), KNOWN)


@pytest.mark.parametrize(("old", "latest"), [(0, 37), (36, 37), (38, 37), (100, 37), (37, 0)])
def test_another_old_size_is_a_conflict_that_names_the_latest(old: int, latest: int) -> None:
    answer = refused(old, LEDGER.checkpoint(latest) if latest else None)
    assert isinstance(answer, WrongOldSize)
    assert (answer.status, answer.body, answer.content_type) == (409, f"{latest}\n", "text/x.tlog.size")


def test_an_old_size_larger_than_the_checkpoint_is_a_bad_request() -> None:
    assert refused(101, LEDGER.checkpoint(37)).status == HTTPStatus.BAD_REQUEST


def test_another_root_of_the_same_size_is_a_conflict() -> None:
    forked = Ledger.of(100, seed=1, fork=99)
    answer = refused(100, forked.checkpoint())
    assert answer.status == HTTPStatus.CONFLICT
    assert answer.content_type != "text/x.tlog.size"  # to try again would be of no use


def test_a_root_that_is_not_that_of_the_empty_tree_is_a_conflict() -> None:
    with pytest.raises(Refused) as found:
        check_continues(
            read_request(
                witness.write_request(
                    0, [], str(note_of(Checkpoint(origin=ORIGIN, size=0, root=bytes(32)), LOG))
                ).encode()
            ),
            None,
        )
    assert found.value.status == HTTPStatus.CONFLICT


@pytest.mark.parametrize(("old", "latest"), [(37, 37), (100, 100), (0, 0)])
def test_a_proof_that_does_not_fit_cannot_be_processed(old: int, latest: int) -> None:
    known = LEDGER.checkpoint(latest) if latest else None
    proof = request(old, 100).proof
    assert refused(old, known, proof=(*proof, bytes(32))).status == HTTPStatus.UNPROCESSABLE_ENTITY
    if proof:
        assert refused(old, known, proof=proof[:-1]).status == HTTPStatus.UNPROCESSABLE_ENTITY
        assert refused(old, known, proof=()).status == HTTPStatus.UNPROCESSABLE_ENTITY


def test_a_forked_log_is_refused_each_time() -> None:
    random = Random(3)
    for _ in range(300):
        size = random.randint(1, 150)
        known = random.randint(1, size)
        fork = random.randint(0, known - 1)
        honest, forked = Ledger.of(known), Ledger.of(size, seed=1, fork=fork)
        with pytest.raises(Refused) as found:
            check_continues(request(known, size, forked), honest.checkpoint())
        assert found.value.status in (409, 422)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "old 0\n",
        "old 0\n\n",
        EXAMPLE.replace("old ", "Old "),
        EXAMPLE.replace("old 2", "old 02"),
        EXAMPLE.replace("old 2", "old -2"),
        EXAMPLE.replace("old 20852014", "old 99999999999999999999"),
        EXAMPLE.replace("kaw=", "kaw"),
        EXAMPLE.replace("kaw=", "kax="),
        EXAMPLE.replace("\n\n", "\n", 1),
        EXAMPLE.replace("\n", "\r\n"),
        EXAMPLE[:-1],
        EXAMPLE.replace("20852163\n", ""),
        "old 1\n" + f"{'A' * 43}=\n" * 64 + EXAMPLE[EXAMPLE.index("\n\n") + 1 :],
        "old 1\nñ\n" + EXAMPLE[EXAMPLE.index("\n\n") + 1 :],
    ],
)
def test_what_is_no_request_is_a_bad_request(body: str) -> None:
    with pytest.raises(Refused) as found:
        read_request(body.encode())
    assert found.value.status == HTTPStatus.BAD_REQUEST


@given(st.binary(max_size=400))
def test_any_bytes_are_answered(raw: bytes) -> None:
    with pytest.raises(Refused) as found:
        read_request(raw)
    assert found.value.status == HTTPStatus.BAD_REQUEST
