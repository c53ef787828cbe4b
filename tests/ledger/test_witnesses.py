"""Partners cosign over real HTTP and by file; one that was away catches up; a rewritten ledger gets no cosignature."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from sharewell.domain.merkle import policies, receipts
from sharewell.domain.merkle.keys import Kind
from sharewell.ledger.actions import NotCosigned, keep_cosignatures, make_checkpoint
from sharewell.ledger.checking import check_tree
from sharewell.ledger.jobs import sign_and_ask
from sharewell.ledger.keys import log_key, policy, policy_text
from sharewell.ledger.models import Checkpoint, Cosignature
from sharewell.ledger.queries import receipt
from sharewell.ledger.witnesses import ask_all, request_for
from sharewell.witness import records
from sharewell.witness.cosigning import add_checkpoint
from tests.ledger.signing import NOW, grow
from tests.witness.serving import served


@pytest.fixture
def partner(tmp_path: Path, settings: Any, db: None) -> Any:
    """`partner(name, …)`: makes witnesses that know the ledger, and the policy that wants all of them; their homes."""
    settings.LEDGER_POLICY = str(tmp_path / "policy")

    def make(urls: dict[str, str]) -> dict[str, Path]:
        lines, homes = [], {}
        for number, (name, url) in enumerate(urls.items()):
            homes[name] = tmp_path / name
            if not homes[name].exists():
                kind = (Kind.COSIGNATURE, Kind.COSIGNATURE_ML_DSA)[number % 2]
                records.make_key(homes[name], f"{name}.example/witness", kind)
                records.trust(homes[name], log_key().public)
            lines.append(f"witness {name} {records.key(homes[name]).public} {url}".rstrip())
        lines += [f"group partners all {' '.join(urls)}", "quorum partners", ""]
        (tmp_path / "policy").write_text("\n".join(lines))
        return homes

    return make


def cosigners(size: int) -> int:
    return Cosignature.objects.filter(checkpoint=size).count()


def test_a_partner_cosigns_over_http_and_receipts_then_bear_it(partner):
    grow(7)
    homes = partner({"police": ""})
    with served(homes["police"]) as witness:
        partner({"police": f"http://127.0.0.1:{witness.port}"})
        sign_and_ask(at=NOW)
        grow(5)
        sign_and_ask(at=NOW)
    assert (cosigners(7), cosigners(12)) == (1, 1)
    trusted = receipts.verify(receipt(9, policy()), policies.read(policy_text().encode()))
    assert list(trusted.witnessed) == ["police"]
    assert check_tree(policy()).wrong is None


def test_a_partner_that_was_away_is_asked_again_and_catches_up(partner):
    homes = partner({"police": "http://127.0.0.1:9/"})
    grow(3)
    assert "does not answer" in ask_all(make_checkpoint(at=NOW), at=NOW)["police"]
    assert receipt(1, policy()) is None
    grow(30)
    with served(homes["police"]) as witness:
        partner({"police": f"http://127.0.0.1:{witness.port}"})
        sign_and_ask(at=NOW)
        sign_and_ask(at=NOW)
    assert (cosigners(3), cosigners(33)) == (0, 1)
    assert receipt(1, policy()) is not None


def test_a_partner_that_knows_more_than_we_remember_says_from_where(partner):
    homes = partner({"police": ""})
    with served(homes["police"]) as witness:
        partner({"police": f"http://127.0.0.1:{witness.port}"})
        grow(4)
        sign_and_ask(at=NOW)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_cosignature")
        grow(4)
        assert ask_all(make_checkpoint(at=NOW), at=NOW) == {"police": ""}


def test_both_of_two_partners_must_have_cosigned(partner):
    homes = partner({"police": "", "council": "http://127.0.0.1:9/"})
    grow(6)
    with served(homes["police"]) as witness:
        partner({"police": f"http://127.0.0.1:{witness.port}", "council": "http://127.0.0.1:9/"})
        sign_and_ask(at=NOW)
    assert receipt(2, policy()) is None
    made = Checkpoint.objects.get()
    by_mail = request_for(policy().witnesses["council"], made)
    lines = add_checkpoint(by_mail.encode(), home=homes["council"], now=lambda: 1_800_000_000)
    assert keep_cosignatures(lines=lines, at=NOW) == ["council"]
    assert keep_cosignatures(lines=lines, at=NOW) == ["council"]
    assert cosigners(6) == 2
    assert receipt(2, policy()) is not None


def test_lines_that_no_partner_wrote_are_not_kept(partner):
    partner({"police": ""})
    grow(2)
    made = make_checkpoint(at=NOW)
    with pytest.raises(NotCosigned):
        keep_cosignatures(lines=made.text.rpartition("\n\n")[2], at=NOW)
    assert not Cosignature.objects.exists()


def test_a_rewritten_ledger_gets_no_cosignature(partner):
    homes = partner({"police": ""})
    with served(homes["police"]) as witness:
        partner({"police": f"http://127.0.0.1:{witness.port}"})
        grow(6)
        sign_and_ask(at=NOW)
        with connection.cursor() as cursor:
            for table in ("cosignature", "checkpoint", "leaf", "node", "salt", "state"):
                cursor.execute(f"DELETE FROM ledger_{table}")
        grow(8)
        told = ask_all(make_checkpoint(at=NOW), at=NOW)
    assert "422" in told["police"]
    assert not Cosignature.objects.exists()
