from dataclasses import dataclass

import pytest
from django.template import engines
from jinja2 import UndefinedError


def render(source: str, **context: object) -> str:
    return engines["jinja2"].from_string(source).render(context)


@dataclass
class Row:
    what: str = "name"


def test_a_name_that_nobody_passed_fails_loudly() -> None:
    with pytest.raises(UndefinedError, match="'titel' is undefined"):
        render("{{ titel }}", title="A title")


def test_an_attribute_that_a_value_does_not_have_fails_loudly() -> None:
    assert render("{{ row.what }}", row=Row()) == "name"
    with pytest.raises(UndefinedError, match="has no attribute 'waht'"):
        render("{{ row.waht }}", row=Row())


def test_an_absent_name_may_be_asked_after_and_an_absent_key_prints_nothing() -> None:
    assert render("{% if title %}{{ title }}{% endif %}[{{ row.what }}]", row={}) == "[]"


def test_what_people_type_is_escaped() -> None:
    assert render("{{ name }}", name="<b>") == "&lt;b&gt;"


def test_a_clause_leads_to_its_anchor() -> None:
    link = '<a class="govuk-link" href="/protocols/x#3.8%28b%29">clause&nbsp;3.8(b)</a>'
    assert render("{{ '3.8(b)' | clause_link('/protocols/x') }}") == link
    assert render("{{ '<' | clause_link }}") == "clause&nbsp;&lt;"
