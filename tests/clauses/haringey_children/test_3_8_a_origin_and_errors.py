"""
Every disclosure carries:

- originating organisation
- key contact

The party that found the error must tell the origin of the information about the error at once when an error
is found in what was received.
"""

import pytest

from ..asking import TRUST

pytestmark = pytest.mark.clause(number="3.8(a)")


def test_the_origin_travels_with_what_is_shared_and_only_then(children):
    assert children.ask("name").carries == ("originating-organisation", "key-contact")
    assert children.ask("name", told=False).carries == ()


def test_the_origin_is_told_of_an_error_on_the_same_day(children):
    found = ("error-found", "2006-10-06", TRUST)
    assert children.last_day("3.8(a)", found) == "2006-10-06"
    assert children.bearers("3.8(a)", found) == [TRUST]
