"""
Sharing under 3.8(b) rests on Sch2(5) and CA10. Sharing under 4.4 rests on Sch2(1) and Sch3(1). Sharing
under 4.5(i) rests on Sch2(4), Sch2(5), Sch3(3) and Sch3(7). Sharing under 4.5(ii) rests on Sch2(4), Sch3(3)
and Sch3(8). Sharing under 4.5(iii) rests on Sch2(3), Sch3(7) and NIAA129. Sharing under 4.5(iv)(a) rests on
Sch2(3), Sch3(6) and DPA35. Sharing under 4.5(iv)(b) rests on Sch2(5), Sch3(7) and DPA29(3).
"""

import pytest

from ..asking import COURT, HOME_OFFICE, POLICE, consent, paper

pytestmark = pytest.mark.clause(number="R4")


LEGAL = {"purpose": "legal proceedings or requirement", "manager": "approved"}


def paragraphs(answer):
    return [title.removeprefix("Data Protection Act 1998, ") for title in answer.law]


def test_minimum_information(children):
    assert paragraphs(children.ask("name")) == ["Schedule 2, paragraph 5", "Children Act 2004, section 10"]


def test_consent(children):
    agreed = children.ask("case-notes", consents=[consent("parental-responsibility")])
    assert paragraphs(agreed) == ["Schedule 2, paragraph 1", "Schedule 3, paragraph 1"]


def test_harm(children):
    assert paragraphs(children.ask("case-notes", risk_of_significant_harm=True)) == [
        "Schedule 2, paragraph 4",
        "Schedule 2, paragraph 5",
        "Schedule 3, paragraph 3",
        "Schedule 3, paragraph 7",
    ]


def test_urgent_treatment(children):
    assert paragraphs(children.ask("case-notes", urgent_medical_treatment=True)) == [
        "Schedule 2, paragraph 4",
        "Schedule 3, paragraph 3",
        "Schedule 3, paragraph 8",
    ]


def test_section_129(children):
    papers = [paper("section-129-requirement", "address")]
    answer = children.ask("address", requester=HOME_OFFICE, home_office_requirement=True, papers=papers, **LEGAL)
    assert paragraphs(answer) == [
        "Schedule 2, paragraph 3",
        "Schedule 3, paragraph 7",
        "Nationality, Immigration and Asylum Act 2002, section 129",
    ]


def test_courts(children):
    papers = [paper("court-order", "name")]
    answer = children.ask("name", requester=COURT, legal_proceedings=True, papers=papers, **LEGAL)
    assert paragraphs(answer) == ["Schedule 2, paragraph 3", "Schedule 3, paragraph 6", "section 35"]


def test_police(children):
    papers = [paper("section-29-form", "name")]
    answer = children.ask("name", requester=POLICE, police_investigation=True, papers=papers, **LEGAL)
    assert paragraphs(answer) == ["Schedule 2, paragraph 5", "Schedule 3, paragraph 7", "section 29(3)"]
