"""
These are facts about the request:

- designated-requester: a designated officer asks for it; otherwise nobody designated asks for it. Ask: Does
  a designated officer of the other organisation ask for this? Answered by the holder. Evidence: the
  officer's name on the list of designated officers.
- designated-holder: a designated officer lets it go; otherwise nobody designated lets it go. Ask: Is it a
  designated officer of your organisation who lets this go? Answered by the holder. Evidence: the officer's
  name on the list of designated officers.
- in-writing: the request is in writing; otherwise the request is not in writing. Ask: Is the request in
  writing? Answered by the holder. Evidence: the request.
- emergency: there is an emergency; otherwise there is no emergency. Ask: Is there an emergency, so that
  waiting for the request in writing would put somebody in danger? Answered by the holder. Evidence: who is
  in danger, and how soon.
- needed-for-prevention: it is needed to prevent crime or disorder; otherwise it is not needed to prevent
  crime or disorder. Ask: Is it needed, or does it help, to prevent crime or disorder? Answered by whoever
  asks. Evidence: what it is to prevent, and how.
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="1.1")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


@pytest.mark.parametrize(
    "asked",
    [
        ("designated_requester", "Does a designated officer of the other organisation ask for this?"),
        ("designated_holder", "Is it a designated officer of your organisation who lets this go?"),
        ("in_writing", "Is the request in writing?"),
        ("needed_for_prevention", "Is it needed, or does it help, to prevent crime or disorder?"),
    ],
)
def test_each_is_asked_where_nobody_knows(crime, asked):
    fact, ask = asked
    assert [q.ask for q in crime.questions("name", **ASKED | {fact: None})] == [ask]


def test_an_emergency_is_asked_about_where_nothing_is_in_writing(crime):
    (question,) = crime.questions("name", **ASKED | {"in_writing": False, "emergency": None})
    assert question.ask.startswith("Is there an emergency")
    assert crime.questions("name", **ASKED | {"emergency": None}) == ()
