"""What a witness keeps: safe from a stop at any moment, and never forgotten unnoticed."""

import stat
from pathlib import Path

import pytest

from sharewell.domain.merkle import notes
from sharewell.domain.merkle.cosignatures import signers
from sharewell.domain.merkle.keys import Key, Kind
from sharewell.domain.merkle.notes import Note
from sharewell.domain.merkle.witness import Refused, WrongOldSize
from sharewell.witness import records
from sharewell.witness.cosigning import add_checkpoint
from sharewell.witness.records import RecordsUnusable
from tests.domain.merkle.made import LOG, NOON, ORIGIN, POLICE, Ledger, note_of, secret
from tests.witness.serving import request

LEDGER = Ledger.of(60)


def cosign(home: Path, old: int, new: int, ledger: Ledger = LEDGER) -> str:
    return add_checkpoint(request(ledger, old, new).encode(), home=home, now=lambda: NOON)


def test_a_key_is_made_once_and_is_its_owners_alone(home: Path, key: Key) -> None:
    assert key.kind is Kind.COSIGNATURE_ML_DSA
    assert stat.S_IMODE((home / "key").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    with pytest.raises(RecordsUnusable, match="already"):
        records.make_key(home, "other.example", Kind.COSIGNATURE)
    assert records.key(home).public == key


def test_each_tree_that_continues_the_last_is_cosigned_and_kept(home: Path, key: Key) -> None:
    for old, new in ((0, 1), (1, 1), (1, 40), (40, 60)):
        line = cosign(home, old, new)
        note = Note(LEDGER.checkpoint(new).text(), notes.read_signatures(line))
        assert signers(note, [key]) == {key: NOON}
        assert records.latest(home, ORIGIN) == LEDGER.checkpoint(new)


def test_what_is_refused_changes_nothing(home: Path) -> None:
    cosign(home, 0, 40)
    forked = Ledger.of(60, seed=1, fork=20)
    for old, new, ledger in ((0, 60, LEDGER), (40, 60, forked), (40, 40, forked), (30, 30, LEDGER)):
        with pytest.raises(Refused):
            cosign(home, old, new, ledger)
        assert records.latest(home, ORIGIN) == LEDGER.checkpoint(40)


def test_a_log_that_is_not_watched_is_unknown_and_leaves_no_trace(home: Path) -> None:
    before = sorted(home.rglob("*"))
    other = secret("other.example/ledger")
    note = note_of(LEDGER.checkpoint(), other)
    with pytest.raises(Refused, match="know"):
        add_checkpoint(f"old 0\n\n{note}".replace(ORIGIN, other.name).encode(), home=home, now=lambda: NOON)
    assert sorted(home.rglob("*")) == before


def test_a_log_may_change_its_key(home: Path) -> None:
    new = secret("new", LOG.kind)
    renewed = type(new)(ORIGIN, new.kind, new.seed)
    note = note_of(LEDGER.checkpoint(60), renewed)
    with pytest.raises(Refused):
        add_checkpoint(f"old 0\n\n{note}".encode(), home=home, now=lambda: NOON)
    cosign(home, 0, 40)
    records.trust(home, renewed.public)
    records.trust(home, renewed.public)
    assert records.logs(home) == {ORIGIN: (LOG.public, renewed.public)}
    assert records.latest(home, ORIGIN) == LEDGER.checkpoint(40)
    cosign(home, 40, 60)


def test_only_a_log_is_watched(home: Path) -> None:
    with pytest.raises(RecordsUnusable):
        records.trust(home, POLICE.public)


def test_several_logs_are_kept_apart(home: Path) -> None:
    other = secret("other.example/ledger")
    records.trust(home, other.public)
    cosign(home, 0, 40)
    assert records.latest(home, other.name) is None
    assert set(records.logs(home)) == {ORIGIN, other.name}


def test_a_record_that_was_lost_or_damaged_is_no_new_beginning(home: Path) -> None:
    cosign(home, 0, 40)
    [file] = home.glob("logs/*/latest")
    kept = file.read_text()
    for damaged in (kept[:-1], kept.replace("\n40\n", "\n04\n"), kept.replace(ORIGIN, "other.example"), "x"):
        file.write_text(damaged)
        with pytest.raises(RecordsUnusable):
            cosign(home, 40, 60)
    file.unlink()
    with pytest.raises(RecordsUnusable):
        cosign(home, 0, 60)
    records.trust(home, LOG.public)
    with pytest.raises(RecordsUnusable):
        cosign(home, 0, 60)


def test_a_write_that_was_cut_off_is_written_again(home: Path) -> None:
    cosign(home, 0, 40)
    [its] = home.glob("logs/*")
    (its / "latest.new").write_text("half a rec")
    cosign(home, 40, 60)
    assert records.latest(home, ORIGIN) == LEDGER.checkpoint(60)


def test_nothing_is_signed_that_could_not_be_stored(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sharewell.witness.records.os.fsync", full)
    with pytest.raises(OSError, match="space"):
        cosign(home, 0, 40)
    assert records.latest(home, ORIGIN) is None


def test_a_folder_that_is_no_witness_is_said_to_be_none(tmp_path: Path) -> None:
    with pytest.raises(RecordsUnusable, match="init"):
        records.key(tmp_path)
    with pytest.raises(RecordsUnusable):
        records.make_key(Path("/dev/null/witness"), "a.example", Kind.COSIGNATURE)


def test_the_size_to_try_again_from_is_told(home: Path) -> None:
    cosign(home, 0, 40)
    with pytest.raises(WrongOldSize) as refused:
        cosign(home, 0, 60)
    assert refused.value.size == 40
