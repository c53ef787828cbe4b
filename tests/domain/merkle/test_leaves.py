"""A leaf says who did what under which clauses, and can say nothing of anybody it was done about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.merkle.leaves import NotALeaf, canonical, commit, opens, read, write

LEAF = {
    "act": "disclosure",
    "about": "sharing.disclosure:17",
    "at": "2026-11-21T10:45:27.000000Z",
    "person": 12,
    "organisation": 3,
    "outcome": "share-part",
    "clauses": ["4.5(iv)(b)", "DPA29(3)", "13"],
    "texts": {"haringey/children": "20" * 32},
    "commitment": "ab" * 32,
}
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def test_a_leaf_is_written_one_way_and_read_back() -> None:
    body = write(LEAF)
    assert body == write(dict(reversed(LEAF.items())))
    assert body.startswith(b'{"about":"sharing.disclosure:17","act":"disclosure","at":"2026-')
    assert read(body) == LEAF


@pytest.mark.parametrize("about", ["sharing.request:0", "sharing.request:9f1b1f0e-5a0e-4a3b-8f57-0123456789ab"])
def test_a_row_is_named_by_its_key(about: str) -> None:
    assert read(write(LEAF | {"about": about}))["about"] == about


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Ann Example"},
        {"about": "Ann Example"},
        {"about": "sharing.request:9434765919"},  # an NHS number, though an invented one
        {"about": "sharing.request:Ann-Example"},
        {"act": "told Ann’s school"},
        {"outcome": "Ann may be told"},
        {"outcome": ""},
        {"at": "2026-11-21"},
        {"at": "2026-11-21T10:45:27+01:00"},
        {"person": 9_434_765_919},
        {"person": "Ann"},
        {"person": True},
        {"organisation": -1},
        {"clauses": ["Ann, born in 1999"]},
        {"clauses": ["Ann"]},
        {"clauses": "4.5"},
        {"texts": {"haringey/children": "not a hash"}},
        {"texts": {"Ann Example": "20" * 32}},
        {"commitment": "Ann Example"},
        {"commitment": "ab" * 31},
        {"act": "disclosure\n"},
    ],
)
def test_anything_else_is_refused_and_not_repeated(change: dict[str, object]) -> None:
    with pytest.raises(NotALeaf) as refused:
        write(LEAF | change)
    assert "Ann" not in str(refused.value)


@pytest.mark.parametrize("key", ["act", "about", "at"])
def test_a_leaf_says_what_was_done_about_what_and_when(key: str) -> None:
    with pytest.raises(NotALeaf):
        write({k: v for k, v in LEAF.items() if k != key})


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"[" * 100_000, write(LEAF) + b"\n", b" " + write(LEAF)])
def test_a_leaf_written_otherwise_is_refused(body: bytes) -> None:
    with pytest.raises(NotALeaf):
        read(body)


def test_a_key_said_twice_is_refused() -> None:
    with pytest.raises(NotALeaf):
        read(write(LEAF)[:-1] + b',"act":"disclosure"}')


@given(st.binary(min_size=32, max_size=32), values)
def test_a_commitment_opens_to_what_was_committed(salt: bytes, value: object) -> None:
    assert opens(commit(salt, value), salt, value)


@given(st.binary(min_size=32, max_size=32), values, values, st.binary(min_size=32, max_size=32))
def test_and_to_nothing_else(salt: bytes, value: object, other: object, wrong: bytes) -> None:
    assert opens(commit(salt, value), salt, other) is (canonical(value) == canonical(other))
    assert opens(commit(salt, value), wrong, value) is (salt == wrong)


def test_a_salt_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32"):
        commit(b"short", "x")
    assert not opens(commit(b"s" * 32, "x"), b"s" * 31, "x")
