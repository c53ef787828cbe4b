from datetime import date

import pytest
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st

from sharewell.ui import fields
from sharewell.ui.forms import Form, error_rows


class Breach(Form):
    found = fields.DateField("When was it found?", subject="the date it was found", latest=date(2026, 3, 27))
    known = fields.RadiosField(
        "Does the child know?", choices=[("yes", "Yes"), "or", ("no", "No", "Say why")], reveals={"no": "reason"}
    )
    reason = fields.TextAreaField("Why not?", subject="why not", max_length=10)
    count = fields.IntegerField("Number of records", required=False, min_value=1)

    def clean(self):
        self.seen_by_its_own_rules = dict(self.cleaned_data)
        return super().clean()


RIGHT = {"found-day": "26", "found-month": "3", "found-year": "2026", "known": "yes"}


def errors(**answers: str) -> dict[str, list[str]]:
    return dict(Breach(RIGHT | {name.replace("_", "-"): value for name, value in answers.items()}).errors)


def test_a_form_gives_plain_values() -> None:
    form = Breach(RIGHT)
    assert form.is_valid()
    assert form.cleaned_data == {"found": date(2026, 3, 26), "known": "yes", "reason": "", "count": None}


def test_nothing_given_is_asked_for_by_the_name_of_the_answer() -> None:
    assert errors(found_day="", found_month="", found_year="") == {"found": ["Enter the date it was found"]}
    assert errors(known="") == {"known": ["Select your answer"]}


def test_a_revealed_question_must_be_answered_once_it_is_revealed() -> None:
    assert errors(known="no") == {"reason": ["Enter why not"]}
    assert errors(known="no", reason="Not yet") == {}


def test_the_answer_to_a_question_that_was_not_asked_counts_for_nothing() -> None:
    form = Breach(RIGHT | {"reason": "far too long for the box"})
    assert form.is_valid()
    assert form.cleaned_data["reason"] == form.seen_by_its_own_rules["reason"] == ""


def test_a_line_break_counts_as_one_character() -> None:
    assert errors(known="no", reason="four\r\nfive!") == {}
    assert errors(known="no", reason="four\r\nfives!") == {"reason": ["Why not must be 10 characters or fewer"]}


def test_a_date_has_its_own_errors() -> None:
    assert errors(found_month="") == {"found": ["The date it was found must include a month"]}
    assert errors(found_day="31", found_month="2") == {"found": ["The date it was found must be a real date"]}
    assert errors(found_day="27") == {}
    assert errors(found_day="28") == {"found": ["The date it was found must be on or before 27 March 2026"]}


def test_a_number_has_its_own_errors() -> None:
    assert errors(count="1") == {}
    assert errors(count="0") == {"count": ["Number of records must be 1 or more"]}
    assert errors(count="two") == {"count": ["Number of records must be a whole number"]}


def test_a_choice_that_was_not_offered_is_refused() -> None:
    assert errors(known="or") == errors(known="maybe") == {"known": ["Select one of the answers listed"]}


def test_the_summary_leads_to_the_first_box_at_fault_in_the_order_of_the_page() -> None:
    rows = error_rows(Breach({"found-day": "2", "found-month": "3"}))
    assert [row["href"] for row in rows] == ["#id_found-year", "#id_known"]


def test_a_divider_is_no_choice() -> None:
    assert Breach().fields["known"].choices == [("yes", "Yes"), ("no", "No")]


def test_choices_may_be_given_by_the_view() -> None:
    form = Breach({"known": "later"})
    form.choose_from("known", [("later", "Later", "When you know it")])
    assert "known" not in form.errors
    assert "When you know it" in "".join(form.groups())
    assert Breach({"known": "later"}).errors["known"]


def test_what_is_typed_is_escaped_and_never_becomes_markup() -> None:
    html = "".join(Breach(RIGHT | {"known": "no", "reason": "</textarea><script>", "found-day": '"><script>'}).groups())
    assert "<script>" not in html
    assert "&lt;/textarea&gt;&lt;script&gt;" in html


def test_a_form_asks_each_question_once() -> None:
    html = "".join(Breach().groups())
    assert [html.count(f'name="{name}"') for name in ("reason", "known", "found-day")] == [1, 2, 1]


@given(
    st.dictionaries(
        st.sampled_from(["found-day", "found-month", "found-year", "known", "reason", "count"]),
        st.lists(st.text(max_size=30), max_size=3),
    )
)
def test_any_post_is_answered_with_a_page(answers: dict[str, list[str]]) -> None:
    form = Breach(MultiValueDict(answers))
    assert form.is_valid() or error_rows(form)
    assert all(form.groups())


@pytest.mark.parametrize("name", ["text", "checkboxes", "select", "file", "password"])
def test_a_field_left_out_of_the_post_is_missing_and_no_fault_of_ours(name: str) -> None:
    class Whole(Form):
        text = fields.TextField("Name")
        checkboxes = fields.CheckboxesField("Items", choices=[("a", "A")])
        select = fields.SelectField("Text", choices=[("a", "A")])
        file = fields.FileField("Form")
        password = fields.PasswordField("Password")

    form = Whole({}, {})
    assert form.errors[name][0].split()[0] in {"Enter", "Select"}
    assert name in "".join(form.groups())
