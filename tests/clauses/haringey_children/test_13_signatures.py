"""
To sign the protocol, a party must state:

- organisation
- address
- registration number
- signatory
- title
- signature
- date of signature
"""

import pytest

from ..asking import COUNCIL, happening

pytestmark = pytest.mark.clause(number="13")


FIELDS = (
    "organisation",
    "address",
    "registration number",
    "signatory",
    "title",
    "signature",
    "date of signature",
)
WHOLE = dict.fromkeys(FIELDS, "stated")


def test_all_seven_are_stated(children):
    assert children.must_state("protocol-signed") == FIELDS
    assert children.objections(happening("protocol-signed", "2006-09-01", COUNCIL, details=WHOLE)) == []


@pytest.mark.parametrize("field", FIELDS)
def test_none_is_left_out(children, field):
    part = {name: words for name, words in WHOLE.items() if name != field}
    assert children.objections(happening("protocol-signed", "2006-09-01", COUNCIL, details=part)) == ["13"]
