"""How the application proves itself to NHS England, and the file that says where the service is."""

import json
import time

import pytest
from joserfc.jwk import RSAKey

from sharewell.demographics import asking, signing_in
from sharewell.demographics.asking import look_for
from sharewell.demographics.service import BadService, Signing, read_service
from sharewell.demographics.ways import Status
from tests.demographics.test_asking import ADA

# --- signing in -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def key():
    return RSAKey.generate_key(2048)


@pytest.fixture
def signing(there, key):
    there.public_key = key
    signing_in._held.clear()
    return Signing(
        token_address=there.address.replace("/FHIR/R4", "/oauth2/token"),
        api_key="the-key",
        key_id="sharewell-1",
        private_key=key.as_pem(private=True).decode(),
    )


def test_one_token_serves_until_it_ends(there, service, signing):
    look_for(ADA, service(signing=signing))
    look_for(ADA, service(signing=signing))
    assert len(there.tokens) == 1
    signing_in._held["the-key"] = (signing_in._held["the-key"][0], time.monotonic() + signing_in.EARLY - 1)
    look_for(ADA, service(signing=signing))
    assert len(there.tokens) == 2


def test_a_clock_that_is_a_little_behind_takes_the_statement_all_the_same(there, service, signing):
    there.behind = 30
    assert look_for(ADA, service(signing=signing)).status is Status.MATCH


def test_the_turn_comes_after_signing_in_so_that_it_is_not_held_up(there, service, signing, monkeypatch):
    held = []
    monkeypatch.setattr(asking, "wait_for_turn", lambda *_, **__: held.append(len(there.tokens)))
    look_for(ADA, service(signing=signing))
    assert held == [1]


def test_a_token_that_the_service_takes_no_more_is_replaced(there, service, signing):
    look_for(ADA, service(signing=signing))
    there.tokens.clear()
    assert look_for(ADA, service(signing=signing)).status is Status.MATCH


@pytest.mark.parametrize("token", ["a\nb", "ä", None, 7])
def test_what_is_no_token_is_not_sent_and_not_quoted(signing, token):
    with pytest.raises(BadService, match="is no token"):
        signing_in.keep_token(signing, json.dumps({"access_token": token, "expires_in": "599"}).encode())


def test_the_private_key_is_written_nowhere(signing, service):
    assert "PRIVATE KEY" not in repr(service(signing=signing))


def test_a_key_that_is_none_is_said_to_be(there, service, signing):
    broken = Signing(token_address=signing.token_address, api_key="k", key_id="k", private_key="-----BEGIN")
    with pytest.raises(BadService, match="RSA"):
        look_for(ADA, service(signing=broken))


# --- the file -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ("{", "is not JSON"),
        ([], "must tell the address"),
        ({"address": "http://pds.example"}, "https"),
        ({"address": "https://pds.example", "per_second": 0}, "per_second"),
        ({"address": "https://pds.example", "api_key": "x"}, "lacks"),
        ({"address": "https://pds.example", "adress": "x"}, "adress"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_its_fault(tmp_path, told, said):
    file = tmp_path / "demographics.json"
    file.write_text(told if isinstance(told, str) else json.dumps(told))
    with pytest.raises(BadService, match=said):
        read_service(file, pace_file=tmp_path / "pace")


def test_the_sandbox_needs_an_address_alone(tmp_path):
    file = tmp_path / "demographics.json"
    file.write_text(json.dumps({"address": "https://sandbox.example/FHIR/R4/"}))
    found = read_service(file, pace_file=tmp_path / "pace")
    assert (found.address, found.signing, found.per_second) == ("https://sandbox.example/FHIR/R4", None, 5)
