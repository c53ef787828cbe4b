"""A delivered file as it is understood: which column is what, what may not be held, what is odd about a row."""

from datetime import date, timedelta

import duckdb
import pytest

from sharewell.children.intake.columns import BadColumns, columns_of
from sharewell.children.intake.reading import read
from sharewell.domain.errors import BadInput
from sharewell.domain.index.policy import policy_of
from sharewell.linking.reading.extracts import BadExtract
from sharewell.protocols.library import bundled
from sharewell.ui.words import day as written
from tests.sharing.cast import today

HEAD = "id,forename,surname,dob,postcode\n"


@pytest.fixture(scope="module")
def policy():
    return policy_of(bundled().edition("haringey/childrens-index", on=date(2026, 11, 1)))


@pytest.fixture
def given(tmp_path, policy):
    def given(content, **told):
        file = tmp_path / "given.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read(file, policy, told=told)

    return given


def details(found):
    return [dict(told.details) for told in found.again()]


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Pupil ID", "source_record"),
        ("rec_id", "source_record"),
        ("Reference Number", "source_record"),
        ("Legal Forename", "forename"),
        ("firstName", "forename"),
        ("FAMILY NAME", "surname"),
        ("Child's name", "name"),
        ("Known as", "aliases"),
        ("Previous surname", "former_name"),
        ("Middle name(s)", "middle_names"),
        ("D.O.B.", "birth_date"),
        ("Date of Birth", "birth_date"),
        ("Gender", "sex"),
        ("Post-code", "postcode"),
        ("Address line 1", "address"),
        ("House number", "house"),
        ("Town", "town"),
        ("Home telephone", "phone"),
        ("Mobile no.", "phone"),
        ("NHS Number", "nhs_number"),
        ("UPN", "upn"),
        ("Parent/Carer name", "parent_name"),
        ("Mother", "parent_name"),
        ("Mother's mobile", "parent_phone"),
        ("Emergency contact number", "parent_phone"),
        ("Parent e-mail", "parent_email"),
        ("School", "school"),
        ("GP surgery", "gp_practice"),
        ("Health visitor's name", "health_visitor"),
    ],
)
def test_a_column_is_known_by_its_whole_name(header, field, policy):
    headers = [header] if field in ("forename", "surname", "name") else [header, "surname"]
    assert columns_of(headers, policy, told={}).said()[header] == field


@pytest.mark.parametrize(
    ("header", "clause"),
    [
        ("Attendance", "2.2"),
        ("School attendance", "2.1"),
        ("Marital status", "2.2"),
        ("Case notes", "2.2"),
        ("Diagnosis", "2.2"),
        ("GP visits", "2.2"),
        ("Mother's alcohol use", "2.1"),
        ("Reason for referral", "2.2"),
        ("Ethnicity", "2.1"),
        ("Favourite colour", "2.1"),
    ],
)
def test_a_column_that_must_not_be_held_is_refused_with_its_clause(header, clause, given):
    with pytest.raises(BadColumns, match=rf"\(Clause {clause}\.\)"):
        given(f"id,surname,{header}\n1,Smith,x\n")


@pytest.mark.parametrize(("header", "field"), [("Diagnosis", "school"), ("case NOTES", "aliases"), ("DV flag", "town")])
def test_a_column_that_the_text_names_as_never_held_is_refused_whatever_it_is_said_to_hold(header, field, given):
    with pytest.raises(BadColumns, match=r"must not hold: leave it out. \(Clause 2.2\.\)"):
        given(f"id,surname,{header}\n1,Smith,Asthma\n", **{header: field})


def test_what_is_left_out_on_purpose_never_comes_in(given):
    found = given("id,surname,Attendance\n1,Smith,74%\n", Attendance="ignore")
    assert details(found) == [{"surname": "Smith"}]
    assert "74%" not in repr(found)


def test_whoever_delivers_says_what_a_column_of_another_language_holds(given):
    told = {"Vorname": "forename", "Nachname": "surname"}
    assert details(given("Vorname,Nachname\nAnn,Smith\n", **told)) == [{"forename": "Ann", "surname": "Smith"}]


@pytest.mark.parametrize(
    ("content", "told", "said"),
    [
        ("id,dob\n1,2010-01-01\n", {}, "No column holds a name"),
        ("id,surname\n1,Smith\n", {"surname": "nonsense"}, "nothing that a column can hold"),
        ("id,surname\n1,Smith\n", {"other": "surname"}, "no column “other”"),
        ("id,surname,last name\n1,Smith,Smyth\n", {}, "both look like “surname”"),
        ("id,name,surname\n1,Ann,Smith\n", {}, "Say what “name” holds: --columns 'name=forename'"),
        ("id,forename,name\n1,Ann,Smith\n", {}, "Say what “name” holds: --columns 'name=surname'"),
        (
            "id,forename,surname,full name\n1,Ann,Smith,Ann M Smith\n",
            {},
            "Say what “full name” holds: --columns 'full name=ignore'",
        ),
        ("School roll of 2026\nid,surname\n1,Smith\n", {}, "does the first line name the columns?"),
        ('id,surname,"Colour, eyes"\n1,Smith,x\n', {}, "--columns '\"Colour, eyes=ignore\"'"),
    ],
)
def test_columns_that_nothing_can_be_made_of_are_refused(content, told, said, given):
    with pytest.raises(BadColumns, match=said):
        given(content, **told)


@pytest.mark.parametrize("more", [[f"c{at}" for at in range(1_000)], ["c" * 100_000]])
def test_a_file_of_a_thousand_columns_or_of_a_page_for_a_name_is_refused_in_a_few_lines(more, given):
    for told in ({}, {"none": "surname"}):
        with pytest.raises(BadColumns) as refused:
            given(",".join(["id", "surname", *more]) + "\n", **told)
        assert len(str(refused.value)) < 1_000


def test_parts_of_an_address_stand_in_one_order_whichever_way_the_columns_do(given):
    columns = {
        "County": "Essex", "Address line 2": "High Street", "surname": "Smith", "Address line 1": "Flat 2",
        "Village": "Ongar",
    }  # fmt: skip
    for order in (list(columns), sorted(columns), sorted(columns, reverse=True)):
        found = given(",".join(order) + "\n" + ",".join(columns[each] for each in order) + "\n")
        assert details(found) == [{"surname": "Smith", "address": "Flat 2, High Street, Ongar, Essex"}]


@pytest.mark.parametrize("what", ["other columns", "more rows", "nothing", "another file"])
def test_a_file_that_changes_while_it_is_read_gives_no_row_of_what_it_became(what, given, tmp_path):
    found, file = given("forename,surname\n" + "Ann,Smith\n"), tmp_path / "given.csv"
    if what == "nothing":
        file.unlink()
    elif what == "another file":
        (tmp_path / "other.csv").write_text("surname,forename\nSmith,Ann\n")
        (tmp_path / "other.csv").replace(file)
    else:
        file.write_text(
            "surname,forename\nSmith,Ann\n" if what == "other columns" else file.read_text() + "Bea,Jones\n"
        )
    with pytest.raises(BadInput, match=r"There is no file|changed while it was being read"):
        details(found)


def test_a_file_without_a_line_of_names_is_refused_as_such(given):
    with pytest.raises(BadInput, match=r"The first line of given.csv is a row"):
        given("1,Ann,Smith,2010-01-01\n2,Bea,Jones,2010-01-01\n")


def test_a_file_of_names_alone_has_no_rows(given):
    with pytest.raises(BadExtract, match="no rows"):
        given(HEAD)


def test_parts_of_an_address_and_of_a_whole_name_come_together(given):
    found = given(
        "Name,House number,Street,Address line 1,Address line 2\n"
        '"Smith, Ann Mary",12,High Street,Flat 2,Tottenham\nBea Jones,,,,\n'
    )
    one, two = details(found)
    assert one == {
        "forename": "Ann", "middle_names": "Mary", "surname": "Smith",
        "house": "12", "street": "High Street", "address": "Flat 2, Tottenham",
    }  # fmt: skip
    assert two == {"forename": "Bea", "surname": "Jones"}


@pytest.mark.parametrize(
    ("dates", "first"),
    [
        (["01/03/2010", "25/12/2010"], "2010-03-01"),
        (["03/01/2010", "12/25/2010"], "2010-03-01"),
        (["40238", "40239"], "2010-03-01"),
        (["2010-03-01 00:00:00", "2010-12-25 00:00:00"], "2010-03-01"),
        (["1 Mar 2010", "25 Dec 2010"], "2010-03-01"),
        (["31/02/2010", "25/12/2010"], "31/02/2010"),
        (["2010", "2011"], "2010"),
    ],
)
def test_dates_are_read_as_the_column_shows(dates, first, given):
    found = given("surname,dob\n" + "".join(f"Smith{at},{day}\n" for at, day in enumerate(dates)))
    assert details(found)[0]["birth_date"] == first


def test_a_birth_date_that_lies_ahead_is_warned_about_in_words_and_today_is_not(given):
    days = (today(), today() + timedelta(days=1))
    found = given("id,surname,dob\n" + "".join(f"{at},Smith,{day}\n" for at, day in enumerate(days)))
    assert [(odd.line, odd.field) for odd in found.oddities] == [(3, "birth_date")]
    assert found.oddities[0].said == f"“{written(days[1])}” lies ahead."
    assert found.sound == 2


def test_odd_values_are_warned_about_and_taken_in(given):
    found = given(
        "id,surname,dob,postcode,phone,nhs number,upn\n"
        "7,Smith,31/02/2010,NOWHERE,123,9434765910,A1\n"
        "8,Jones,2010-03-01,N17 8AA,02079460000,9434765919,C820000999001\n"
    )
    assert not found.faults
    assert found.sound == 2
    assert [odd.field for odd in found.oddities] == ["birth_date", "postcode", "phone", "nhs_number", "upn"]
    assert {odd.line for odd in found.oddities} == {2}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1,,,2010-01-01,N1 1AA", "neither forename nor surname"),
        ("1,n/a,-,2010-01-01,N1 1AA", "neither forename nor surname"),
        ("1,Ann,Smith", "it has 3 values where the first line names 5 columns"),
        ("1,Ann,Smith,She was seen on Tuesday. Mother worried.,N1 1AA", "Clause 2.3"),
        (f"1,{'Ann ' * 40},Smith,2010-01-01,N1 1AA", "Clause 2.3"),
        ("0,Ann,Smith,2010-01-01,N1 1AA", "Line 2 is of the same record"),
    ],
)
def test_a_row_that_cannot_be_taken_in_is_told_by_its_line_and_the_others_stand(row, said, given):
    found = given(f"{HEAD}0,Bea,Jones,2010-01-01,N1 1AA\n{row}\n2,Cleo,Adams,2010-01-01,N1 1AA\n")
    (fault,) = found.faults
    assert said.lower() in fault.said.lower()
    assert fault.line == 3
    assert [row["forename"] for row in details(found)] == ["Bea", "Cleo"]
    assert (found.rows, found.sound) == (3, 2)


def test_a_fault_quotes_no_value(given):
    found = given(f"{HEAD}1,Ann,Smith,She was seen on Tuesday. Mother worried.,N1 1AA\n")
    assert "Tuesday" not in found.faults[0].said


@pytest.mark.parametrize(
    ("columns", "called"),
    [
        ("Pupil DOB", "Pupil DOB"),
        ("Address 1,Address 2", "Address 1 and Address 2"),
        ("He hit her and she was seen=birth_date", "birth date"),
    ],
)
def test_what_may_not_be_held_is_called_as_its_column_is_unless_that_is_a_sentence(columns, called, given):
    headers, _, field = columns.partition("=")
    told = {headers: field} if field else {}
    values = ",".join("She was seen and has fled" for _ in headers.split(","))
    (fault,) = given(f"id,surname,{headers}\n1,Smith,{values}\n", **told).faults
    assert fault.said.startswith(f"“{called}” takes a")


def test_a_row_that_names_its_child_in_one_column_is_told_by_that(given):
    (fault,) = given(f"id,Full name,dob\n1,{'Ann ' * 40},2010\n").faults
    assert fault.said.startswith("“Full name” takes a name")


def test_without_a_column_of_ids_a_row_is_known_by_all_that_it_says(given):
    rows = [told.record for told in given("surname,dob\nSmith,2010\nJones,2010\n").again()]
    again = [told.record for told in given("dob,surname\n2010,Jones\n2010,Smith\n").again()]
    assert len(set(rows)) == 2
    assert rows == again[::-1]


def test_parquet_is_read_like_csv(tmp_path, policy):
    file = tmp_path / "given.parquet"
    duckdb.execute(
        f"COPY (SELECT 7 AS id, 'Ann' AS forename, 9434765919.0::DOUBLE AS nhs, DATE '2010-03-01' AS dob) TO '{file}'"
    )
    found = read(file, policy, told={})
    assert details(found) == [{"forename": "Ann", "nhs_number": "9434765919", "birth_date": "2010-03-01"}]
