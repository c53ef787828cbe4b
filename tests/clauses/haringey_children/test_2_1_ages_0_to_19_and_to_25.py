"""
This text covers personal information about a person aged 0 to 19. This text covers personal information
about a person aged 20 to 25 if the person has additional needs.
"""

import pytest

from ..asking import consent

pytestmark = pytest.mark.clause(number="2.1")


def test_anybody_from_birth_to_19(children):
    assert children.outcome("name", age=0) == "share"
    assert children.outcome("name", age=19) == "share"
    assert children.outcome("name", age=20) == "refuse"


def test_to_25_with_additional_needs(children):
    assert children.outcome("name", age=20, additional_needs=True) == "share"
    assert children.outcome("name", age=25, additional_needs=True) == "share"
    assert children.outcome("name", age=26, additional_needs=True) == "refuse"


def test_detailed_information_too(children):
    agreed = [consent("parental-responsibility")]
    assert children.outcome("case-notes", age=19, consents=agreed) == "share"
    assert children.outcome("case-notes", age=20, consents=agreed) == "refuse"
    assert children.outcome("case-notes", age=25, additional_needs=True, consents=agreed) == "share"
    assert children.outcome("case-notes", age=26, additional_needs=True, consents=agreed) == "refuse"


def test_the_refusal_cites_it(children):
    assert "2.1" in children.ask("name", age=20).clauses
