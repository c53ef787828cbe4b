"""Asking the Personal Demographics Service over HTTP, of a server that answers as it is described to."""

import ssl
import threading
import time
from datetime import timedelta
from ipaddress import IPv4Address
from types import SimpleNamespace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sharewell.demographics import asking, pace
from sharewell.demographics.asking import NotAnswered, look_for
from sharewell.demographics.pace import TooBusy, wait_for_turn
from sharewell.demographics.ways import Status, TooLittle, Unreadable
from sharewell.domain.fhir.patient import Name, Person
from tests.demographics.standing_in import Kept, standing_in
from tests.demographics.standing_in import Service as StandIn
from tests.sharing.cast import now

ADA = Person(name=Name(family="Smith", given=("Ada",)), birth_date="2014-03-09", postcode="LS11 6AD")


def called(family: str, given: str, born: str, **more: str) -> Person:
    return Person(name=Name(family=family, given=tuple(given.split())), birth_date=born, **more)  # type: ignore[arg-type]


# --- who is found ---------------------------------------------------------------------------------------


def test_who_agrees_in_everything_is_found_at_the_first_asking(there, service):
    answer = look_for(ADA, service())
    assert (answer.status, answer.best.person.nhs_number, answer.best.score) == (Status.MATCH, "9000000009", 1.0)
    assert answer.way == "exact"
    assert not answer.best.restricted
    assert len(there.asked) == 1


@pytest.mark.parametrize(
    ("person", "number", "way"),
    [
        (called("Smyth", "Ada", "2014-03-09"), "9000000009", "fuzzy"),
        (called("Nowak", "Iga", "2011-12-30"), "9000000033", "plain"),
        (called("Smith", "Ada", "2014-09-03"), "9000000009", "fuzzy, day and month exchanged"),
        (called("Smith", "Ada", "2014-03-09", postcode="LS1 1AA"), "9000000009", "plain"),
    ],
)
def test_who_is_written_otherwise_is_found_in_another_way(there, service, person, number, way):
    answer = look_for(person, service())
    assert (answer.best.person.nhs_number, answer.way) == (number, way)


def test_a_restricted_record_is_found_only_without_a_postcode_and_tells_no_address(there, service):
    answer = look_for(called("Okafor", "Zed", "2012-02-03", postcode="N17 9LJ"), service())
    assert answer.best.restricted
    assert answer.best.person.postcode == ""
    assert "address-postalcode" not in there.asked[-1]


def test_twins_of_whom_nobody_knows_which_is_meant_are_many(there, service):
    twin = called("Smith", "A", "2014-03-09", postcode="LS11 6AD", gender="unknown")
    there.people[0].given = there.people[1].given = ("A",)
    assert look_for(twin, service()).status is Status.MANY


@pytest.mark.parametrize(
    ("person", "there_is", "way"),
    [
        (
            called("Smith", "Ada", "2014-03-09", postcode="LS11 6AD", gender="female"),
            Kept("9000000017", "Smith", ("Beatrix",), "2014-03-09", "female", "LS11 6AD"),
            "fuzzy, without a forename",
        ),
        (
            called("Smith", "Ada", "2014-03-09"),
            Kept("9000000017", "Smith", ("Ada",), "2014-09-03"),
            "fuzzy, day and month exchanged",
        ),
        (
            called("Smith", "Ada", "2014-03-09", postcode="LS11 6AD"),
            Kept("9000000017", "Smith", ("Ada",), "2014-05-09", postcode="LS11 6AD", score=1.0),
            "plain, born within half a year",
        ),
        (
            called("Khan", "Muhammad Ali", "2014-03-09"),
            Kept("9000000017", "Khan", ("Muhammad", "Hassan"), "2014-03-09"),
            "plain, the first forename alone",
        ),
    ],
)
def test_a_search_for_less_than_is_known_or_for_something_else_is_sure_of_nobody(there, service, person, there_is, way):
    there.people = [there_is]
    answer = look_for(person, service())
    assert (answer.status, answer.way, answer.best.score) == (Status.POTENTIAL, way, 1.0)


def test_a_middle_name_that_the_nhs_does_not_hold_is_in_nobodys_way(there, service):
    answer = look_for(called("Smith", "Ada Maria", "2014-03-09", postcode="LS11 6AD"), service())
    assert (answer.status, answer.best.person.nhs_number) == (Status.MATCH, "9000000009")


@pytest.mark.parametrize("postcode", ["LS11*", "unknown", "LS11"])
def test_what_is_no_whole_postcode_is_not_asked_with(there, service, postcode):
    answer = look_for(called("Smith", "Ada", "2014-03-09", postcode=postcode), service())
    assert answer.status is Status.MATCH
    assert not any("address-postalcode" in asked for asked in there.asked)


@pytest.mark.parametrize(("died", "says"), [("", False), ("2015-01-02T00:00:00+00:00", True)])
def test_who_has_died_is_said_to_have(there, service, died, says):
    there.people[0].died = died
    assert look_for(ADA, service()).best.died is says


def test_who_is_not_there_is_not_found(there, service):
    assert look_for(called("Nobody", "Noone", "2001-01-01"), service()).status is Status.NONE


@pytest.mark.parametrize(
    ("score", "status"),
    [
        (1.0, Status.MATCH),
        (0.95, Status.MATCH),
        (0.9499, Status.POTENTIAL),
        (0.85, Status.POTENTIAL),
        (0.8499, Status.NONE),
    ],
)
def test_the_score_decides_on_both_sides_of_each_boundary(there, service, score, status):
    there.people = [Kept("9000000009", "Smyth", ("Ada",), "2014-03-09", score=score)]
    answer = look_for(ADA, service())
    assert answer.status is status
    assert (answer.best is None) is (status is Status.NONE)


def test_a_second_likely_child_stands_in_the_way_of_the_sure_one(there, service):
    there.single = False
    there.people = [
        Kept("9000000009", "Smith", ("Ada",), "2014-03-09", score=0.99),
        Kept("9000000017", "Smith", ("Ada",), "2014-03-09", score=0.85),
    ]
    assert look_for(ADA, service()).status is Status.MANY
    there.people[1].score = 0.8499
    assert look_for(ADA, service()).status is Status.MATCH


@pytest.mark.parametrize(
    "person",
    [called("", "Ada", "2014-03-09"), called("Smith", "Ada", "2014"), called("Smith", "", "2014-03-09")],
)
def test_too_little_is_not_asked_about(there, service, person):
    with pytest.raises(TooLittle, match="surname and a whole date of birth"):
        look_for(person, service())
    assert there.asked == []


@pytest.mark.parametrize("born", ["9999-12-31", "0001-01-01"])
def test_a_birth_date_at_the_end_of_the_calendar_is_asked_about_too(there, service, born):
    assert look_for(called("Smith", "Ada", born, postcode="LS11 6AD"), service()).status is Status.NONE


def test_a_star_in_a_name_is_no_wildcard(there, service):
    look_for(called("Sm*", "Ad*", "2014-03-09"), service())
    assert not any("*" in asked["family"] + asked["given"] for asked in there.asked)


# --- in turn, and again -------------------------------------------------------------------------------


def test_five_a_second_are_not_exceeded_by_several_at_once(there, service, monkeypatch):
    there.people, turns = [], []  # nobody is there, so that every way is tried
    # The clock stands: requests that were sent in turn may arrive together, on a machine that is busy in between.
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=lambda: 0.0, sleep=turns.append))
    askers = [threading.Thread(target=look_for, args=(ADA, service(per_second=5))) for _ in range(2)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    assert len(turns) == len(there.asked) >= 12
    turns.sort()
    assert all(later - first > 1 for first, later in zip(turns, turns[5:], strict=False))


def test_while_the_service_is_slow_only_some_threads_of_a_process_wait_for_it(there, service, monkeypatch):
    monkeypatch.setattr(asking, "SHORT_WAIT", 0.05)
    there.slow, outcomes = 0.5, []

    def asks():
        try:
            outcomes.append(look_for(ADA, service()).status)
        except TooBusy:
            outcomes.append("busy")

    askers = [threading.Thread(target=asks) for _ in range(asking.AT_ONCE + 1)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    assert outcomes == ["busy", *[Status.MATCH] * asking.AT_ONCE]
    assert look_for(ADA, service()).status is Status.MATCH


def test_whoever_would_wait_too_long_is_told_so_and_takes_no_turn(tmp_path, monkeypatch):
    for _ in range(5):
        wait_for_turn(tmp_path / "pace", per_second=50, patience=1)
    kept = (tmp_path / "pace").read_text()
    wait_for_turn(tmp_path / "other", per_second=0.02, patience=1)
    with pytest.raises(TooBusy):
        wait_for_turn(tmp_path / "other", per_second=0.02, patience=1)
    (tmp_path / "pace").write_text(repr(float(kept) + 10**6))  # kept before the machine was started anew
    waited = []
    monkeypatch.setattr(pace, "time", SimpleNamespace(monotonic=time.monotonic, sleep=waited.append))
    wait_for_turn(tmp_path / "pace", per_second=50, patience=1)
    assert waited == [0]


@pytest.mark.parametrize("left", [b"", b"\0\0\0\0", b"\xff\xfe", b"12.5.", b"nan"])
def test_whatever_a_machine_left_that_lost_its_power_turns_are_given_again(tmp_path, left):
    (tmp_path / "pace").write_bytes(left)
    wait_for_turn(tmp_path / "pace", per_second=0.02, patience=1)
    with pytest.raises(TooBusy):
        wait_for_turn(tmp_path / "pace", per_second=0.02, patience=1)


def test_what_passes_is_asked_again_after_as_long_as_was_said(there, service):
    there.faults = [(429, "1"), (503, "")]
    assert look_for(ADA, service()).status is Status.MATCH
    first, second, third = there.arrived
    assert second - first >= 1.0
    assert third > second


def test_what_is_asked_again_bears_the_same_name_and_what_is_asked_next_another(there, service):
    there.faults = [(503, "0"), (503, "0")]
    look_for(called("Nowak", "Iga", "2011-12-30", postcode="N17 9LJ"), service())
    assert there.requests[0] == there.requests[1] == there.requests[2]
    assert len(there.requests[2:]) == len(set(there.requests[2:])) > 1


def test_an_answer_that_breaks_off_is_asked_for_again(there, service):
    there.breaks = 1
    assert look_for(ADA, service()).status is Status.MATCH
    there.breaks = 9
    with pytest.raises(NotAnswered, match="broke off"):
        look_for(ADA, service())
    assert len(there.arrived) == 2 + asking.TRIES


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 429])
def test_what_does_not_pass_is_said_without_a_word_of_the_child(there, service, status):
    there.faults = [(status, "0")] * 9
    with pytest.raises(NotAnswered) as caught:
        look_for(ADA, service())
    assert len(there.arrived) == asking.TRIES
    assert str(status) in str(caught.value)
    assert "Smith" not in str(caught.value)


def test_what_is_wrong_with_the_question_is_not_asked_again(there, service):
    there.faults = [(400, "")]
    with pytest.raises(NotAnswered):
        look_for(ADA, service())
    assert len(there.arrived) == 1


def test_whoever_must_wait_longer_than_anybody_sits_before_a_page_is_told(there, service, monkeypatch):
    there.faults, waited = [(429, "3600")], []
    clocks = {"monotonic": time.monotonic, "time": time.time}
    monkeypatch.setattr(asking, "time", SimpleNamespace(sleep=waited.append, **clocks))
    with pytest.raises(NotAnswered):
        look_for(ADA, service())
    assert waited == []


def test_a_service_that_is_slow_or_away_is_said_to_be(there, service, monkeypatch):
    monkeypatch.setattr(asking, "ONE_ANSWER", 0.2)
    there.slow = 1.0
    with pytest.raises(NotAnswered, match="did not answer in time"):
        look_for(ADA, service())
    with pytest.raises(NotAnswered, match="could not be asked"):
        look_for(ADA, service(address="http://127.0.0.1:9/FHIR/R4"))


def test_an_answer_that_comes_byte_by_byte_is_waited_for_no_longer(there, service, monkeypatch):
    monkeypatch.setattr(asking, "ONE_ANSWER", 0.3)
    monkeypatch.setattr(asking, "TRIES", 1)
    there.drips = 0.2  # all of it would take minutes
    before = time.monotonic()
    with pytest.raises(NotAnswered, match="did not answer in time"):
        look_for(ADA, service())
    assert time.monotonic() - before < 30


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"<html>",
        b"null",
        b"\xff\xfe",
        b"[" * 200_000,
        b" " * (asking.LARGEST + 1) + b"{}",
        b'{"resourceType": "Bundle", "type": "searchset", "entry": [{}]}',
        b'{"resourceType": "OperationOutcome", "issue": [{"details": {"coding": 7}}]}',
    ],
)
def test_what_is_no_result_of_a_search_is_said_to_be_unreadable(there, service, body):
    there.answers = body
    with pytest.raises(Unreadable):
        look_for(ADA, service())


@pytest.mark.parametrize(
    "entries", ["", ', "entry": [{"search": {"mode": "outcome"}, "resource": {"resourceType": "OperationOutcome"}}]']
)
def test_an_empty_bundle_and_a_remark_on_the_search_name_nobody(there, service, entries):
    there.answers = f'{{"resourceType": "Bundle", "type": "searchset", "total": 0{entries}}}'.encode()
    assert look_for(ADA, service()).status is Status.NONE


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ('"total": 1, "link": [{"relation": "self", "url": "x"}]', Status.MATCH),
        ('"total": null, "link": null', Status.MATCH),
        ('"total": 2', Status.MANY),
        ('"link": [{"relation": "next", "url": "x"}]', Status.MANY),
    ],
)
def test_who_is_named_on_one_page_of_several_stands_out_from_nobody(there, service, more, status):
    number = '[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9000000009"}]'
    one = f'{{"search": {{"score": 1}}, "resource": {{"resourceType": "Patient", "identifier": {number}}}}}'
    there.answers = f'{{"resourceType": "Bundle", "type": "searchset", {more}, "entry": [{one}]}}'.encode()
    assert look_for(ADA, service()).status is status


def test_nobody_is_followed_to_another_address(there, service):
    there.faults = [(302, "")]
    with pytest.raises(NotAnswered, match="302"):
        look_for(ADA, service())
    assert len(there.arrived) == 1


@pytest.fixture
def certificate(tmp_path):
    """For this machine, vouched for by itself alone."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([])
    here = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now() - timedelta(1), now() + timedelta(1))
    signed = made.add_extension(here, critical=True).sign(key, SHA256())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + signed.public_bytes(Encoding.PEM)
    (tmp_path / "own.pem").write_bytes(pem)
    return tmp_path / "own.pem"


@pytest.fixture
def encrypted(there, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with standing_in(StandIn(there.people, per_second=1000, tls=context)) as answering:
        yield answering


def test_a_service_that_nobody_vouches_for_is_told_nothing(encrypted, service):
    with pytest.raises(NotAnswered, match="CERTIFICATE_VERIFY_FAILED"):
        look_for(ADA, service(address=encrypted.address))
    assert encrypted.arrived == []


def test_a_service_that_is_vouched_for_is_asked_and_no_longer_waited_for(encrypted, service, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert look_for(ADA, service(address=encrypted.address)).status is Status.MATCH
    monkeypatch.setattr(asking, "PATIENCE", 0.5)
    encrypted.drips = 0.2  # all of it would take minutes
    before = time.monotonic()
    with pytest.raises(NotAnswered, match="did not answer in time"):
        look_for(ADA, service(address=encrypted.address))
    assert time.monotonic() - before < 30


def test_nothing_of_the_child_is_logged(there, service, caplog):
    caplog.set_level(0)
    there.faults = [(503, "0")]
    look_for(ADA, service())
    assert "Smith" not in caplog.text
