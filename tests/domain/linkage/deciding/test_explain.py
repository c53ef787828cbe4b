"""A decision on two records, and its reasons, field by field."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from sharewell.domain.linkage.deciding import decide, explain, guard
from sharewell.domain.linkage.deciding.decide import Outcome
from sharewell.domain.linkage.values.fields import KINDS, UNKNOWN, Field, Kind
from sharewell.domain.linkage.weighing.compare import compare, record
from sharewell.domain.linkage.weighing.model import BadModel, Comparison, Model, from_json, to_json

FIELDS = (
    Field(name="forename", kind=Kind.FORENAME),
    Field(name="surname", kind=Kind.SURNAME),
    Field(name="birth_date", kind=Kind.BIRTH_DATE),
    Field(name="postcode", kind=Kind.POSTCODE),
    Field(name="phone", kind=Kind.PHONE),
)
ANN = {
    "forename": "Ann",
    "surname": "Okafor",
    "birth_date": "2012-03-04",
    "postcode": "N17 6HX",
    "phone": "07700 900123",
}


def a_comparison(field):
    """The expected shares as m, and a chance that falls by eight with each closer level."""
    levels = KINDS[field.kind].levels
    u = [0.8, *(0.1 / 8**rank for rank in range(len(levels)))]
    return Comparison(
        field=field,
        m=(0.05, *(level.expected for level in reversed(levels))),
        u=tuple(u),
        frequencies={"smith": 0.02},
        rare=1e-5,
    )


MODEL = Model(prior=1e-6, comparisons=tuple(a_comparison(field) for field in FIELDS))


def compared(**changes):
    return compare(MODEL, record(FIELDS, ANN), record(FIELDS, ANN | changes))


def level_words(pair):
    return {step.field.name: step.agreement for step in pair.steps}


@pytest.mark.parametrize(
    ("changes", "field", "agreement"),
    [
        ({"forename": "Annie"}, "forename", "forms of one name"),
        ({"surname": "Okafro"}, "surname", "much alike"),
        ({"birth_date": "04/03/2012"}, "birth_date", "the same"),
        ({"birth_date": "2012-04-03"}, "birth_date", "day and month exchanged"),
        ({"birth_date": "2012-03-05"}, "birth_date", "one digit apart"),
        ({"birth_date": "2011-03-04"}, "birth_date", "the same day, a year apart"),
        ({"birth_date": "2014-03-04"}, "birth_date", "one digit apart"),
        ({"birth_date": "2012-11-29"}, "birth_date", "the same year"),
        ({"birth_date": "2012-03"}, "birth_date", "the same as far as it is known"),
        ({"birth_date": "2012"}, "birth_date", "the same as far as it is known"),
        ({"birth_date": "2012-02"}, "birth_date", "two digits apart"),
        ({"postcode": "n176hx"}, "postcode", "the same"),
        ({"postcode": "N17 9ZZ"}, "postcode", "the same outward part"),
        ({"phone": "+44 7700 900123"}, "phone", "the same"),
        ({"phone": ""}, "phone", "not known"),
        ({"forename": "Okafor", "surname": "Ann"}, "forename", "exchanged with the surname"),
        ({"forename": "Okafor", "surname": "Ann"}, "surname", "counted with the forename"),
    ],
)
def test_each_way_of_agreeing_has_its_words(changes, field, agreement):
    assert level_words(compared(**changes))[field] == agreement


def test_two_years_alone_say_nothing_of_a_day():
    pair = compare(MODEL, record(FIELDS, ANN | {"birth_date": "2012"}), record(FIELDS, ANN | {"birth_date": "2011"}))
    assert level_words(pair)["birth_date"] == "one digit apart"


def test_a_common_name_weighs_less_than_a_rare_one():
    smith = ANN | {"surname": "Smith"}
    common = compare(MODEL, record(FIELDS, smith), record(FIELDS, smith))
    assert common.weight < compared().weight


def test_a_child_that_agrees_is_linked():
    decision = decide.decide(compared())
    assert decision.outcome is Outcome.LINK


def test_a_twin_is_for_a_person_to_see():
    twin = compared(forename="Grace")
    assert twin.weight > guard.SURE
    assert decide.decide(twin).outcome is Outcome.REVIEW
    assert "brother or sister" in decide.decide(twin).because
    assert decide.decide(twin, guarded=False).outcome is Outcome.LINK


def test_a_brother_with_a_like_name_is_for_a_person_to_see():
    assert decide.decide(compared(birth_date="2014-10-21")).outcome is Outcome.REVIEW


@pytest.mark.parametrize(("behind", "outcome"), [(2.9, Outcome.REVIEW), (3.1, Outcome.LINK)])
def test_the_best_of_several_must_be_ahead_by_the_margin(behind, outcome):
    best = compared()
    assert decide.decide(best, next_best=best.weight - behind).outcome is outcome


def test_why_it_was_decided_is_said_in_the_words_of_the_pages():
    parted = [{"forename": "Grace"}, {"forename": "Grace", "birth_date": "2009-11-29"}, {"postcode": "", "phone": "1"}]
    because = [decide.decide(compared(**each)).because for each in parted]
    assert "first name, date of birth and gender" in because[0]
    assert "first name and date of birth both differ" in because[1]
    assert not any(word in said for said in because for word in ("birth date", "sex", "forename"))


def test_the_picture_is_described_by_the_names_that_it_shows():
    names = {"birth_date": "date of birth", "sex": "gender"}
    described = explain.waterfall(compared(), called=lambda name: names.get(name, name)).split("<desc")[1]
    assert "date of birth, the same" in described
    assert not any(name in described for name in names)


def test_nothing_alike_is_a_new_child():
    stranger = {"forename": "Zed", "surname": "Quill", "birth_date": "2001-11-29", "postcode": "SE1 1AA", "phone": "0"}
    assert decide.decide(compared(**stranger)).outcome is Outcome.NEW
    assert decide.decide(None).outcome is Outcome.NEW


def test_the_table_adds_up_to_the_weight():
    pair = compared(forename="Annie", postcode="")
    lines = explain.table(pair)
    assert lines[0].bits == pair.start
    assert lines[-1].after == pytest.approx(pair.weight)
    assert [line.what for line in lines[1:]] == [field.name for field in FIELDS]


@pytest.mark.parametrize(
    ("told", "shown"),
    [("2012", "2012"), ("2012-05", "May 2012"), ("2012-13-45", "20121345"), ("4/3/2012", "4 March 2012")],
)
def test_as_much_of_a_birth_date_is_said_as_is_known(told, shown):
    pair = compared(birth_date=told)
    assert any(f"“{shown}”" in sentence for sentence in explain.in_words(pair, decide.decide(pair)))


def test_nhs_is_said_in_capitals_in_words_and_picture():
    field = Field(name="nhs_number", kind=Kind.IDENTIFIER)
    one = record((field,), {"nhs_number": "9434765919"})
    pair = compare(replace(MODEL, comparisons=(a_comparison(field),)), one, one)
    assert any(
        sentence.startswith("NHS number: “9434765919”") for sentence in explain.in_words(pair, decide.decide(pair))
    )
    assert ">NHS number<" in explain.waterfall(pair)


def test_the_words_begin_with_the_verdict_and_name_every_field():
    pair = compared(surname="Okafro")
    said = list(explain.in_words(pair, decide.decide(pair)))
    assert said[0].startswith("These are the same person: ")
    assert any("“Okafor” and “Okafro”, much alike" in sentence for sentence in said)
    assert any(sentence.startswith("Birth date: “4 March 2012”, the same; ") for sentence in said)
    assert any(sentence.startswith("Postcode: “N17 6HX”, the same; ") for sentence in said)
    assert len(said) == 2 + len(FIELDS)


def test_what_is_not_known_is_named_in_one_sentence_at_the_end():
    pair = compared(postcode="", surname="")
    *_, last = explain.in_words(pair, decide.decide(pair))
    unknown = [step.field.name for step in pair.steps if step.level == UNKNOWN]
    assert len(unknown) >= 2
    assert last == f"Of these too little is known to count: {', '.join(name.replace('_', ' ') for name in unknown)}."


def test_the_picture_is_well_formed_and_says_in_words_what_it_shows():
    pair = compared(forename="<b>&")
    drawn = ElementTree.fromstring(explain.waterfall(pair))  # our own picture
    names = {"svg": "http://www.w3.org/2000/svg"}
    assert drawn.get("role") == "img"
    assert len(drawn.findall("svg:rect", names)) == len(FIELDS) + 2
    assert "postcode, the same" in drawn.find("svg:desc", names).text


def test_a_model_survives_its_file():
    assert from_json(to_json(MODEL)) == MODEL


@pytest.mark.parametrize(
    "damage",
    [
        lambda body: [],
        lambda body: body | {"prior": 2},
        lambda body: body | {"prior": "0.1"},
        lambda body: body | {"comparisons": [{}]},
        lambda body: body | {"comparisons": 3},
        lambda body: body | {"sharewell linkage model": 99},
    ],
)
def test_a_damaged_model_is_refused(damage):
    with pytest.raises(BadModel):
        from_json(damage(to_json(MODEL)))


def test_a_model_of_other_levels_is_refused():
    body = to_json(MODEL)
    body["comparisons"][0]["levels"].pop()
    with pytest.raises(BadModel, match="forename"):
        from_json(body)


def test_an_equal_identifier_vouches_by_itself():
    number = Field(name="nhs_number", kind=Kind.IDENTIFIER)
    model = replace(MODEL, comparisons=(*MODEL.comparisons, a_comparison(number)))
    fields = model.fields
    known = ANN | {"nhs_number": "9434765919"}
    pair = compare(model, record(fields, known), record(fields, known | {"forename": "Grace"}))
    assert decide.decide(pair).outcome is Outcome.LINK
