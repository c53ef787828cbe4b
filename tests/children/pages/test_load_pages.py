"""Extracts in the browser: previewed, loaded row by row or whole, and what is wrong with them as a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sharewell.children.models import Child, Delivery, Source
from tests.children.browsing import BAD, GOOD, HEAD, words

pytestmark = pytest.mark.django_db


def send(client, content, how, columns="", follow=True, source="roll", name="roll.csv"):
    file = SimpleUploadedFile(name, content.encode())
    sent = {"file": file, "source": source, "how": how, "columns": columns}
    return client.post("/children/load", sent, follow=follow)


def test_one_row_is_no_rows(keeper):
    assert "1 row, 1 of which could be loaded" in words(send(keeper, HEAD + "1,Mary,Quintrell,1/5/2015,\n", "preview"))


def test_a_preview_tells_how_it_is_read_and_writes_nothing(keeper):
    said = words(send(keeper, BAD, "preview"))
    assert "3 rows, 2 of which could be loaded" in said
    assert "neither forename nor surname" in said
    assert not Child.objects.exists()
    assert not Delivery.objects.exists()


def test_sound_rows_are_taken_in_and_the_others_are_told_in_a_file(keeper):
    page = send(keeper, BAD, "rows")
    assert Child.objects.count() == 2
    assert "Line 4" in words(page)
    file = keeper.get(f"/children/load/{Delivery.objects.get().pk}/faults")
    assert file["Content-Type"].startswith("text/csv")
    assert b"neither forename" in file.content
    assert b"TQ13" not in file.content


def test_what_an_extract_is_called_tells_nothing_of_the_children_in_it(keeper):
    for source, clause in (("domestic violence", "2.2"), ("Her mother drinks and he has hit her", "2.3")):
        for how in ("preview", "rows"):
            said = words(send(keeper, GOOD, how, source=source))
            assert f"Clause {clause}" in said
            assert "“Name of this extract” " in said  # and not what the program calls it
    assert not Child.objects.exists()
    assert not Source.objects.exists()


def test_what_columns_hold_is_said_once_where_their_names_do_not_tell(keeper):
    german = "Nr;Vorname;Nachname;Notiz\n1;Mary;Quintrell;shy\n"
    told = "Nr=source_record, Vorname=forename,Nachname=surname, Notiz=ignore"
    assert "does the first line name the columns?" in words(send(keeper, german, "rows"))
    assert "cannot read “Vorname”" in words(send(keeper, german, "rows", columns="Vorname"))
    assert "Mary , Quintrell" in words(send(keeper, german, "preview", columns=told))
    assert "New children 1" in words(send(keeper, german, "rows", columns=told))
    assert "Unchanged 1" in words(send(keeper, german, "rows"))


def test_a_column_that_is_called_by_a_whole_sentence_is_not_remembered(keeper):
    said = "Did he say that she has been hit?"
    page = send(keeper, f"id,last name,{said},Shy?\n1,Quintrell,yes,no\n", "rows", columns=f"{said}=ignore,Shy?=ignore")
    assert "New children 1" in words(page)
    assert Source.objects.get().columns == {"id": "source_record", "last name": "surname", "Shy?": "ignore"}


def test_all_or_nothing_is_nothing_where_a_row_is_at_fault(keeper):
    said = words(send(keeper, BAD + "3,Tom,Zennor,1/1/1980,\n", "all"))
    assert "Nothing was loaded" in said
    assert "Line 4: It has neither forename nor surname" in said
    assert "Line 5: Line 4 is of the same record" in said
    assert not Child.objects.exists()
    send(keeper, GOOD, "all")
    assert Child.objects.count() == 2


def test_what_kept_all_rows_out_is_told_in_a_file_too(keeper):
    said = words(send(keeper, BAD + "4,He hit her. She cried,Quintrell,1/1/2014,TQ13 8DF\n", "all"))
    assert "Not taken in 4" in said
    file = keeper.get(f"/children/load/{Delivery.objects.get().pk}/faults").content.decode()
    assert [line[:2] for line in file.splitlines()[1:]] == ["4,", "5,"]
    assert not Child.objects.exists()
    assert not Source.objects.exists()


def test_delivered_again_it_changes_nothing(keeper):
    send(keeper, GOOD, "rows")
    assert "Unchanged 2" in words(send(keeper, GOOD, "rows"))
    assert Child.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("id,first name,last name,diagnosis\n1,Mary,Quintrell,asthma\n", "Clause 2.2"),
        ("\x00\x01\x02", ""),
    ],
)
def test_what_cannot_be_read_or_held_is_refused_in_a_sentence(keeper, content, said):
    page = send(keeper, content, "rows")
    assert page.status_code == 200
    assert "There is a problem" in words(page)
    assert said in words(page)
    assert not Child.objects.exists()


ABROAD = "id,Vorname,last name,diagnosis\n1,Mary,Quintrell,asthma\n"


def test_whoever_loads_says_what_a_column_holds_and_it_is_known_the_next_time(keeper):
    page = send(keeper, ABROAD, "rows")
    assert "enter Vorname=ignore,diagnosis=ignore" in words(page)
    assert "--" not in words(page)  # there are no options in a browser
    assert 'href="#id_columns"' in page.content.decode()
    said = words(send(keeper, ABROAD, "preview", columns="Vorname=forename, diagnosis=ignore"))
    assert "The number that your system has for the child" in said
    assert "Left out" in said
    send(keeper, ABROAD, "rows", columns="Vorname=forename, diagnosis=ignore")
    assert Child.objects.get().told == {"forename": "Mary", "surname": "Quintrell"}
    assert "Unchanged 1" in words(send(keeper, ABROAD, "rows"))


def test_why_columns_are_refused_is_told_once_and_what_to_do_in_a_line(keeper):
    page = send(keeper, ABROAD, "rows")
    assert words(page).count("Clause 2.2") == 1
    assert words(page).count("=ignore,diagnosis=ignore") == 1
    assert "as in Vorname=forename" in words(page)
    assert "parent_phone: Parent or carer’s phone" in words(page)
    assert words(page).count("Say what “Vorname” and “diagnosis” hold, or leave them out") == 2  # above, and at the box


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (["Notiz"], "Say what “Notiz” holds, or leave it out"),
        (["Diagnosis", "Truancy"], "Leave out “Diagnosis” and “Truancy”"),
        (["a1", "b1", "c1"], "Say what “a1”, “b1” and “c1” hold, or leave them out"),
        ([f"c{at} x" for at in range(1_000)], "Say what “c0 x”, “c1 x”, “c2 x” and 997 more hold, or leave them out"),
    ],
)
def test_of_many_columns_a_line_names_the_first(keeper, columns, said):
    page = words(send(keeper, f"id,surname,{','.join(columns)}\n", "preview"))
    assert said in page
    assert len(page) < 3_000


def test_a_preview_tells_at_once_at_how_many_lines_the_same_is_wrong(keeper):
    said = words(send(keeper, HEAD + "1,,,,\n" * 60, "preview"))
    assert "Line 2: It has neither forename nor surname" in said
    assert "Lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 49 more: Line 2 is of the same record" in said


def test_what_is_odd_is_not_hidden_by_what_is_wrong(keeper):
    dates = "".join(f"{n},Mary,Quintrell,31/2/20{n},\n" for n in range(11, 21))
    said = words(send(keeper, HEAD + "1,,,,\n" * 60 + dates, "preview"))
    assert (
        "Odd, and taken in as it is Lines 62, 63, 64, 65, 66, 67, 68, 69, 70 and 71: Such as: “31/2/2011” is no date"
        in said
    )


def test_what_differs_in_a_line_alone_is_one_kind_of_fault(keeper):
    twice = "".join(f"{n},Mary,Quintrell,,\n" for n in range(3) for _ in range(2))
    said = words(send(keeper, HEAD + twice, "preview"))
    assert "Lines 3, 5 and 7: Such as: Line 2 is of the same record" in said


def test_a_preview_tells_whose_record_has_ended_and_the_load_refuses_it(keeper):
    grown = GOOD + "3,Kit,Zennor,1/5/1998,TQ13 8DF\n"
    said = words(send(keeper, grown, "preview"))
    assert "3 rows, 2 of which could be loaded" in said
    assert "Line 4: By this date of birth the record has ended" in said
    assert "New children 2 Not taken in 1" in words(send(keeper, grown, "rows"))


def test_outcomes_stand_in_the_order_in_which_somebody_reads_them(keeper):
    alike = GOOD + "4,Marta,Quintrell,2/5/2015,TQ13 8DF\n"
    assert "New children 2 Possible matches to review 1 Not taken in 1" in words(
        send(keeper, alike + "3,,,1/1/2014,TQ13 8DF\n", "rows")
    )


def test_a_file_at_fault_is_called_what_whoever_chose_it_calls_it(keeper):
    assert "roll.csv has column names but no rows" in words(send(keeper, HEAD, "preview"))
    assert "has column names but no rows" in words(send(keeper, HEAD, "preview", name="名" * 200 + ".csv"))


def test_a_file_that_is_far_too_large_is_not_even_read(keeper, monkeypatch):
    monkeypatch.setattr("sharewell.children.pages.forms.LARGEST", len(GOOD.encode()))
    assert "New children 2" in words(send(keeper, GOOD, "rows"))
    monkeypatch.setattr("sharewell.children.pages.forms.LARGEST", len(GOOD.encode()) - 1)
    assert "load it with “sharewell index load”" in words(send(keeper, GOOD, "rows"))


def test_a_practitioner_loads_nothing(client_of, index):
    assert send(client_of("social.worker"), GOOD, "rows").status_code == 403
    assert not Child.objects.exists()
