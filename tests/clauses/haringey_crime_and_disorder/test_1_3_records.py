"""
These are records:

- special file record
- its designated officers and who stands in for them
"""

import pytest

pytestmark = pytest.mark.clause(number="1.3")


def test_the_special_file_and_the_officers(crime):
    records = crime.edition.whole().known.records
    assert [r.phrase for r in records.values() if r.clause == "1.3"] == [
        "special file record",
        "its designated officers and who stands in for them",
    ]
