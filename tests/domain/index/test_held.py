"""What the index holds is asked once for all doors: names of fields in anybody's writing, values of any shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharewell.domain.index.held import NotHeld, field_refused, must_be_called, must_hold, refusals


@pytest.mark.parametrize("written", ["NHS number", "nhs_number", "Nhs-Number", " NHS NUMBER "])
def test_a_field_is_known_however_it_is_written(policy, written):
    must_hold({written: "943 476 5919"}, policy)


def test_all_that_is_wrong_is_said_at_once_and_no_value_is(policy):
    with pytest.raises(NotHeld) as refused:
        must_hold({"attendance": "90 per cent", "shoe size": "4", "phone": "ask her neighbour"}, policy)
    assert [(each.field, each.clause) for each in refused.value.refusals] == [
        ("attendance", "2.2"),
        ("shoe-size", "2.1"),
        ("phone", "2.3"),
    ]
    assert not any(words in str(refused.value) for words in ("90 per cent", "neighbour"))


def test_a_column_is_refused_before_any_value_of_it_is_read(policy):
    assert field_refused("Truancy", policy).clause == "2.2"
    assert field_refused("Date of birth", policy) is None


def test_a_name_that_is_a_sentence_is_not_said_back_whole(policy):
    assert len(field_refused("mother drinks " * 20, policy).field) <= 60


@pytest.mark.parametrize(
    "name",
    [
        "Marks",
        "Visits",
        "Nguyễn Thị Minh Khai",
        "María-José",
        "d'Arc",
        "O’Neill",
        "Smith (née Price)",
        "李小龍",
        "X Æ A-12",
        "",
    ],
)
def test_no_name_is_refused_for_what_it_may_mean(policy, name):
    must_hold({"surname": name}, policy)


@given(st.text(min_size=101))
def test_nothing_long_is_held_in_any_field(policy, words):
    if len(words.strip()) > 100:
        for field in ("name", "address", "phone", "school", "nhs-number", "date-of-birth"):
            assert list(refusals({field: words}, policy)), field


@given(st.text(st.characters(categories=["L", "Nd"]), min_size=1, max_size=10))
def test_two_lines_are_never_held(policy, word):
    for line in ("\n", "\r", "\u2028", "\x0b"):
        assert list(refusals({"school": f"{word}{line}{word}"}, policy))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("postcode", "HIV positive"),
        ("nhs-number", "domestic violence"),
        ("upn", "on CP plan"),
        ("gender", "self harm"),
        ("sex", "mother is alcoholic"),
        ("school", "She was excluded twice for fighting and her mother drinks a lot"),
        ("surname", "Smith his father is violent"),
        ("address", "father drinks and beats mother at home every night police were called twice"),
        ("surname", "Mother_drinks_every_night_and_he_has_hit_her"),
        ("surname", "mother-drinks-and-he-has-hit-her-again"),
        ("surname", "(she)(was)(hit)(by)(him)"),
        ("surname", "sheWasHitByHim"),
        ("surname", "ｓｈｅ ｗａｓ ｈｉｔ ｂｙ ｈｉｍ"),
        ("surname", "she\u3164was\u3164hit\u3164by\u3164him"),
        ("forename", "母亲每天晚上喝酒父亲打孩子警察来了两次学校很担心"),
        ("surname", "Father-Drinks-Mother-Out-Police-Came-Twice-School-Told-Nobody-Home-Child-Thin-Often-Late-Ill"),
        ("parent-email", "mother.drinks.and.father.hits.her.every.night"),
        ("parent-email", "she.was.hit.by.him@example.org"),
        ("parent-email", "she\u2800was\u2800hit@example.org"),
        ("postcode", "father-violent-since-she-left"),
        ("nhs-number", "cocaine_heroin_alcohol"),
        ("sex", "alcoholic-mother-beats-her"),
        ("birth-date", "1 maybedrinking 2015"),
        ("phone", "mother or father"),
        ("phone", "07700 900123 she drinks"),
        ("sex", "1 - alcoholic mother"),
        ("address", "12 High Street. Father drinks."),
    ],
)
def test_words_in_place_of_a_number_a_gender_or_a_name_are_refused(policy, field, text):
    with pytest.raises(NotHeld, match=r"Clause 2\.3"):
        must_hold({field: text}, policy)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("postcode", "ABROAD"),
        ("postcode", "BFPO 123"),
        ("postcode", "No fixed abode"),
        ("nhs-number", "not known"),
        ("upn", "To follow"),
        ("phone", "not given"),
        ("date-of-birth", "To be confirmed"),
        ("nhs-number", "943-476-591O"),
        ("gender", "Prefer not to say"),
        ("gender", "Non-binary"),
        ("sex", "Femal"),
        ("surname", "He Her"),
        ("school", "St Thomas More Catholic Voluntary Academy and Sixth Form College Haringey"),
        ("address", "The Old Rectory, Church Lane, Little Snoring, Fakenham, Norfolk, England"),
        ("address", "Flat 4 The Old Rectory Church Lane Little Snoring Fakenham Norfolk"),
        ("forename", "Jose\u0301"),
        ("forename", "अमित"),
        ("forename", "พิมพ์"),
        ("forename", "محمّد"),
        ("forename", "علی\u200cرضا"),
        ("surname", "D\u2010Souza"),
        ("surname", "Smith–Jones"),
        ("surname", "Gal·la"),
        ("forename", "Robert “Bobby”"),
        ("surname", "Mary-Ann McDonald (née O’Neill-Smith)"),
        ("forename", "Alex Jo Lee Smith (she/her)"),
        ("parent-name", "Mr & Mrs Smith"),
        ("sex", "Prefer to self-describe"),
        ("sex", "Male (including trans man)"),
        ("parent-email", "ann.maria.smith@mail.example.org"),
        ("parent-email", "ann.example.org"),
        ("postcode", "N.F.A."),
        ("town", "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"),
        ("school", "St Peter & St Paul’s R.C. V.A. J.M.I. School and Nursery, Haringey"),
        ("parent-email", "mailto:ann@example.org"),
        ("parent-email", "<ann@example.org>"),
        ("parent-email", "jose\u0301@example.org"),
        ("phone", "01632 960001, 07700 900123"),
        ("phone", "Mob: 07700 900123 (mum); home 01632 960001"),
        ("phone", "01632 960001 extension 12"),
        ("phone", "withheld"),
        ("birth-date", "1st February 2015"),
        ("sex", "1 - Male"),
        ("sex", "0 - Not known"),
        ("sex", "Female (F)"),
        ("town", "Westward Ho!"),
        ("town", "St. Ives, Cambs."),
        ("address", "12 High Street, Little Snoring."),
    ],
)
def test_what_extracts_do_write_is_held(policy, field, text):
    must_hold({field: text}, policy)


@pytest.mark.parametrize(
    ("name", "clause"),
    [
        ("DV flag", "2.2"),
        ("DV flag list 2026", "2.2"),
        ("Case history", "2.2"),
        ("Substance misuse", "2.2"),
        ("children with autism", "2.1"),
        ("pupils_who_self-harm", "2.1"),
        ("Mother drinks. Father left", "2.3"),
        ("a\nb", "2.3"),
    ],
)
def test_what_is_never_held_of_a_child_is_not_told_by_what_an_extract_is_called(policy, name, clause):
    with pytest.raises(NotHeld, match=rf"Clause {clause}"):
        must_be_called("source", name, policy)


@pytest.mark.parametrize(
    "name",
    [
        "records",
        "school roll",
        "entered by hand",
        "from index 12",
        "SIMS_2026-09",
        "health visitors’ list",
        "child health",
    ],
)
def test_an_extract_is_called_what_its_deliverer_calls_it(policy, name):
    must_be_called("source", name, policy)
