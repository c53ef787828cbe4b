"""What a system may ask with `Patient/$match`, and what it is answered."""

from datetime import UTC, datetime

import pytest

from sharewell.domain.fhir.match import MOST, Grade, Match, chosen, in_json, read_asked, write_answer, write_fault
from sharewell.domain.fhir.patient import BadResource, Name, Person, read

PATIENT = {"resourceType": "Patient", "name": [{"family": "Smith", "given": ["Ada"]}], "birthDate": "2014-03-09"}


def asked(*parameters, patient=PATIENT):
    return {"resourceType": "Parameters", "parameter": [{"name": "resource", "resource": patient}, *parameters]}


def match(grade=Grade.CERTAIN, score=0.99):
    person = Person(name=Name(family="Smith", given=("Ada",)))
    return Match(reference="C-1", url="https://x.example/C-1", person=person, score=score, grade=grade)


def test_what_is_asked_is_read_with_its_parameters():
    found = read_asked(
        asked({"name": "onlyCertainMatches", "valueBoolean": True}, {"name": "count", "valueInteger": 3})
    )
    assert (found.person, found.only_certain, found.count) == (read(PATIENT), True, 3)


def test_a_patient_alone_is_asked_with_too():
    found = read_asked(PATIENT)
    assert (found.only_certain, found.count) == (False, MOST)


@pytest.mark.parametrize(("asks", "gets"), [(1, 1), (MOST, MOST), (MOST + 1, MOST)])
def test_nobody_is_named_more_than_the_most(asks, gets):
    found = read_asked(asked({"name": "count", "valueInteger": asks}))
    assert found.count == gets
    assert len(chosen([match()] * 99, found)) == gets


@pytest.mark.parametrize(
    ("body", "at"),
    [
        (None, "Parameters"),
        ([], "Parameters"),
        ({"resourceType": "Bundle"}, "Parameters"),
        ({"resourceType": "Parameters"}, "Parameters.parameter"),
        ({"resourceType": "Parameters", "parameter": []}, "Parameters.parameter"),
        ({"resourceType": "Parameters", "parameter": [{"name": []}]}, "Parameters.parameter"),
        (asked({"name": "reason"}), "Parameters.parameter"),
        (asked({"name": "count", "valueInteger": 1}, {"name": "count", "valueInteger": 1}), "Parameters.parameter"),
        (asked({"name": "count", "valueInteger": 0}), "Parameters.parameter.count"),
        (asked({"name": "count", "valueInteger": True}), "Parameters.parameter.count"),
        (asked({"name": "count", "valueString": "1"}), "Parameters.parameter.count"),
        (asked({"name": "onlyCertainMatches"}), "Parameters.parameter.onlyCertainMatches"),
        (asked({"name": "onlyCertainMatches", "valueString": "true"}), "Parameters.parameter.onlyCertainMatches"),
        (asked() | {"implicitRules": "http://x.example"}, "Parameters.implicitRules"),
        (asked({"name": "onlyCertainMatches", "valueBoolean": "yes"}), "Parameters.parameter.onlyCertainMatches"),
        (asked(patient=None), "Patient"),
        (asked(patient={"resourceType": "Patient", "birthDate": "2014-03-09"}), "Patient"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_place(body, at):
    with pytest.raises(BadResource) as caught:
        read_asked(body)
    assert caught.value.at == at


@pytest.mark.parametrize(
    ("matches", "named"),
    [
        ([match()], 1),
        ([match(Grade.PROBABLE)], 0),
        ([match(), match(Grade.POSSIBLE)], 0),
        ([], 0),
    ],
)
def test_who_wants_a_certain_match_gets_one_alone_and_only_where_nobody_else_comes_near(matches, named):
    found = read_asked(asked({"name": "onlyCertainMatches", "valueBoolean": True}))
    assert len(chosen(matches, found)) == named
    assert len(chosen(matches, read_asked(asked()))) == len(matches)


@pytest.mark.parametrize(
    ("wanted", "will_do"),
    [
        ("", True),
        ("*/*", True),
        ("json", True),
        ("application/fhir json", True),
        ("application/fhir+json; fhirVersion=4.0; charset=utf-8", True),
        ('application/fhir+json;fhirVersion="4.0.1"', True),
        ("application/fhir+json; fhirVersion=3.0", False),
        ("application/fhir+json; fhirVersion=5.0, application/fhir+json", True),
        ("application/fhir+xml, application/json;q=0.5", True),
        ("application/fhir+xml", False),
        ("xml", False),
        ("text/html", False),
    ],
)
def test_json_will_do_where_it_is_named(wanted, will_do):
    assert in_json(wanted) is will_do


def test_an_answer_is_a_searchset_with_score_and_grade():
    body = write_answer([match(score=0.9876543)], at=datetime(2026, 11, 21, tzinfo=UTC))
    assert (body["resourceType"], body["type"], body["total"]) == ("Bundle", "searchset", 1)
    (entry,) = body["entry"]
    assert entry["resource"]["id"] == "C-1"
    assert entry["search"]["score"] == 0.987654
    assert entry["search"]["extension"][0]["valueCode"] == "certain"
    assert "entry" not in write_answer([], at=datetime(2026, 11, 21, tzinfo=UTC))


def test_a_fault_says_what_and_where():
    assert write_fault("value", "a date", at="Patient.birthDate")["issue"] == [
        {"severity": "error", "code": "value", "diagnostics": "a date", "expression": ["Patient.birthDate"]}
    ]
