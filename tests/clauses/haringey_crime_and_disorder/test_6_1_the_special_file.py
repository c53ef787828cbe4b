"""
When information is shared under 4.1, the holder must make a special file record. A special file record
states:

- the officer who asked
- the officer who let it go
- what was shared and why
- whether it was an emergency
"""

import pytest

from ..asking import POLICE

pytestmark = pytest.mark.clause(number="6.1")


ASKED = {
    "requester": POLICE,
    "purpose": "prevent crime",
    "designated_requester": True,
    "designated_holder": True,
    "in_writing": True,
    "needed_for_prevention": True,
}


def test_what_is_shared_about_a_person_is_filed(crime):
    assert "special-file" in crime.ask("name", **ASKED).records
    assert "special-file" not in crime.ask("name", **ASKED | {"in_writing": False}).records
    table = {"item": "crime-figures", "smallest_count": 5}
    assert "special-file" not in crime.ask(table, **ASKED, named=False).records


def test_what_the_file_states(crime):
    assert crime.record_states("special-file") == (
        "the officer who asked",
        "the officer who let it go",
        "what was shared and why",
        "whether it was an emergency",
    )
