"""Signed notes, checkpoints and cosignatures: the formats' own examples, and what must not pass for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import checkpoints, notes
from sharewell.domain.merkle.checkpoints import BadCheckpoint, Checkpoint
from sharewell.domain.merkle.cosignatures import sign, signers, strangers
from sharewell.domain.merkle.keys import BadKey, Kind, SecretKey, read_key, read_secret_key
from sharewell.domain.merkle.notes import BadNote, Note
from tests.domain.merkle.made import LOG, NHS, NOON, ORIGIN, POLICE, Ledger, note_of, secret

# The example of Go's note package (golang.org/x/mod/sumdb/note), on which C2SP's format rests.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETERS_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETERS_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETERS_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
ENOCHS_LINE = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
PETERS_NOTE = f"{PETERS_TEXT}\n{PETERS_LINE}"

# The example of c2sp.org/signed-note.
POEM = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""  # noqa: E501
# The example of c2sp.org/tlog-cosignature; without its last line, that of c2sp.org/tlog-checkpoint.
SOFA = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
"""  # noqa: E501
GO_SUM = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


def test_gos_example_is_signed_and_read_as_it_stands() -> None:
    assert sign(PETERS_TEXT, read_secret_key(PETERS_SECRET)).line() == PETERS_LINE
    assert str(read_secret_key(PETERS_SECRET).public) == PETER
    both = notes.read(PETERS_NOTE + ENOCHS_LINE)
    assert signers(both, [read_key(PETER)]) == {read_key(PETER): 0}
    assert [each.name for each in strangers(both, [read_key(PETER)])] == ["EnochRoot"]
    assert set(signers(both, [read_key(PETER), read_key(ENOCH)])) == {read_key(PETER), read_key(ENOCH)}
    assert signers(both, []) == {}


def test_c2sps_example_notes_are_read_and_written_as_they_stand() -> None:
    for example in (POEM, SOFA):
        assert str(notes.read(example.encode())) == example
    assert notes.read(POEM).text.endswith("\n\ned è subito sera.\n")


def test_c2sps_example_checkpoint_is_read_and_its_signature_is_true() -> None:
    """It is one of Go's checksum database under another name: under its own, that key's signature verifies."""
    note = notes.read(SOFA)
    checkpoint = checkpoints.read(note.text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == note.text
    own = note.text.replace("example.com/behind-the-sofa", "go.sum database tree")
    signature = note.signatures[0]
    renamed = notes.Signature("sum.golang.org", signature.id, signature.value)
    assert list(signers(Note(own, (renamed,)), [read_key(GO_SUM)])) == [read_key(GO_SUM)]
    with pytest.raises(BadNote):
        signers(Note(note.text, (renamed,)), [read_key(GO_SUM)])


def test_c2sps_example_cosignature_bears_its_time() -> None:
    cosignature = notes.read(SOFA).signatures[1]
    assert len(cosignature.value) == 8 + 64
    assert int.from_bytes(cosignature.value[:8], "big") == 1679315147


def test_a_cosignature_is_over_the_lines_that_the_text_shows() -> None:
    text = notes.read(SOFA).text
    signature = sign(text, POLICE, at=1679315147)
    message = f"cosignature/v1\ntime 1679315147\n{text}".encode()
    assert POLICE.public.verifies(signature.value[8:], message)


def test_an_ml_dsa_cosignature_is_over_the_structure_that_the_text_shows() -> None:
    checkpoint = Checkpoint(origin="example.com/log", size=258, root=bytes(range(32)), extensions=("not signed",))
    signature = sign(checkpoint.text(), NHS, at=1679315147)
    name, origin = b"nhs.example/witness", b"example.com/log"
    message = b"subtree/v1\n\0" + bytes([len(name)]) + name + (1679315147).to_bytes(8, "big")
    message += bytes([len(origin)]) + origin + bytes(8) + b"\0\0\0\0\0\0\1\2" + bytes(range(32))
    assert len(signature.value) == 8 + 2420
    assert NHS.public.verifies(signature.value[8:], message)


@pytest.mark.parametrize("kind", Kind)
def test_a_key_survives_being_written_down(kind: Kind) -> None:
    key = secret("somebody.example", kind)
    assert read_key(str(key.public), kind) == key.public
    assert read_secret_key(key.line()) == key
    assert key.line().removeprefix("PRIVATE+KEY+") not in f"{key} {key!r}"
    other = {*Kind} - {kind}
    with pytest.raises(BadKey):
        read_key(str(key.public), *other)


def test_every_part_of_a_key_is_needed_and_every_change_is_seen() -> None:
    for key, read in ((PETER, read_key), (PETERS_SECRET, read_secret_key)):
        parts = [key[:end] for end in range(len(key))] + [key[start:] for start in range(1, len(key))]
        parts += [key[:i] + chr(ord(key[i]) + 1) + key[i + 1 :] for i in range(len(key))]
        for part in parts:
            with pytest.raises(BadKey) as refused:
                read(part)
            assert PETERS_SECRET[-30:] not in str(refused.value)


@pytest.mark.parametrize(
    "key",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # too long, with a fitting id
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # of no known kind, with a fitting id
        "",
        "+",
        "a b+c74f20a3+ARpc",
    ],
)
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(BadKey):
        read_key(key)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\nb"])
def test_a_key_name_has_no_space_and_no_plus(name: str) -> None:
    with pytest.raises(BadKey):
        SecretKey(name, Kind.NOTE, bytes(32))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        PETERS_TEXT,
        f"{PETERS_TEXT}\n",
        PETERS_NOTE[:-1],
        f"\x01{PETERS_NOTE}",
        PETERS_NOTE.replace("\n", "\r\n"),
        f"\ud800{PETERS_NOTE}",
        b"\xff" + PETERS_NOTE.encode(),
        f"{PETERS_TEXT}\n{PETERS_LINE.replace('PeterNeumann', 'Bad Name')}",
        f"{PETERS_NOTE}Unexpected line.\n",
        PETERS_NOTE.replace("—", "-"),
        PETERS_NOTE.replace("nAM=", "nAM"),
        PETERS_NOTE.replace("nAM=", "nAN="),  # the same bytes with a spare bit set
        f"{PETERS_TEXT}\n— PeterNeumann x08gow==\n",  # an id without a signature
        f"{PETERS_TEXT}\n{PETERS_LINE * 101}",
        "x" * 1_000_001,
    ],
)
def test_what_is_no_note_is_refused(note: bytes | str) -> None:
    with pytest.raises(BadNote):
        notes.read(note)


def test_a_hundred_signatures_are_read() -> None:
    assert len(notes.read(f"{PETERS_TEXT}\n{PETERS_LINE * 100}").signatures) == 100


def test_a_false_signature_by_a_known_key_spoils_the_note() -> None:
    damaged = PETERS_LINE[:60] + "ABCD" + PETERS_LINE[60:]
    with pytest.raises(BadNote, match="PeterNeumann"):
        signers(notes.read(f"{PETERS_TEXT}\n{PETERS_LINE}{damaged}"), [read_key(PETER)])
    assert signers(notes.read(f"{PETERS_TEXT}\n{damaged}{ENOCHS_LINE}"), [read_key(ENOCH)]) == {read_key(ENOCH): 0}


@pytest.mark.parametrize(
    "text",
    [
        "a\n1\n",
        f"\n1\n{'A' * 43}=\n",
        f"a\n01\n{'A' * 43}=\n",
        f"a\n-1\n{'A' * 43}=\n",
        f"a\n+1\n{'A' * 43}=\n",
        f"a\n１\n{'A' * 43}=\n",
        f"a\n9223372036854775808\n{'A' * 43}=\n",
        f"a\n1\n{'A' * 43}\n",
        f"a\n1\n{'A' * 42}B=\n",
        f"a\n1\n{'A' * 40}\n",
        f"a\n1\n{'A' * 43}=",
        f"a\n1\n{'A' * 43}=\n\n",
        f"a\n1\n{'A' * 43}=\n\nb\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        checkpoints.read(text)


def test_extension_lines_are_read_and_are_signed_with_ed25519() -> None:
    checkpoint = Checkpoint(origin=ORIGIN, size=0, root=bytes(32), extensions=("one", "two"))
    assert checkpoints.read(checkpoint.text()) == checkpoint
    note = note_of(checkpoint, LOG, POLICE)
    assert set(signers(note, [LOG.public, POLICE.public])) == {LOG.public, POLICE.public}
    changed = Note(note.text.replace("two", "too"), note.signatures)
    with pytest.raises(BadNote):
        signers(changed, [POLICE.public])


@given(st.sampled_from([POLICE, NHS]), st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_a_cosignature_is_of_its_time_and_no_other(key: SecretKey, at: int, other: int) -> None:
    note = note_of(Ledger.of(3).checkpoint(), key, at=at)
    assert signers(note, [key.public]) == {key.public: at}
    signature = note.signatures[0]
    moved = notes.Signature(signature.name, signature.id, other.to_bytes(8, "big") + signature.value[8:])
    if other != at:
        with pytest.raises(BadNote):
            signers(Note(note.text, (moved,)), [key.public])


def test_a_time_past_the_last_is_no_signature() -> None:
    note = note_of(Ledger.of(3).checkpoint(), POLICE)
    signature = note.signatures[0]
    moved = notes.Signature(signature.name, signature.id, b"\xff" * 8 + signature.value[8:])
    with pytest.raises(BadNote):
        signers(Note(note.text, (moved,)), [POLICE.public])


@pytest.mark.parametrize("key", [LOG, POLICE, NHS])
def test_a_signature_of_one_kind_or_name_is_none_of_another(key: SecretKey) -> None:
    signature = note_of(Ledger.of(3).checkpoint(), key, at=NOON).signatures[0]
    text = Ledger.of(3).checkpoint().text()
    for other in (SecretKey("else.example", key.kind, key.seed), *(SecretKey(key.name, k, key.seed) for k in Kind)):
        if other == key:
            continue
        claimed = notes.Signature(other.name, other.public.id, signature.value)
        if other.kind is key.kind and key.kind is not Kind.COSIGNATURE_ML_DSA:
            continue  # Ed25519 commits to no name: the format tells a witness to use no key twice
        with pytest.raises(BadNote):
            signers(Note(text, (claimed,)), [other.public])


def test_a_name_too_long_for_the_structure_is_refused() -> None:
    with pytest.raises(BadInput):
        sign(Ledger.of(1).checkpoint().text(), secret("x" * 256, Kind.COSIGNATURE_ML_DSA))


@given(st.binary(max_size=300))
def test_bytes_that_are_no_note_are_refused_in_words(raw: bytes) -> None:
    with pytest.raises(BadNote):
        notes.read(raw)
