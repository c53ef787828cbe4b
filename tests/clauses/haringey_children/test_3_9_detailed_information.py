"""
Detailed information is:

- lead professional
- contact type
- contact date
- contact duration
- persons in contact
- SEN statement
- support and circumstances
- health information
- legal status
- case notes
"""

import pytest

from ..asking import consent

pytestmark = pytest.mark.clause(number="3.9")


DETAILED = (
    "lead-professional",
    "contact-type",
    "contact-date",
    "contact-duration",
    "persons-in-contact",
    "sen-statement",
    "support-and-circumstances",
    "health-information",
    "legal-status",
    "case-notes",
)


def test_each_of_the_detailed_goes_with_consent_and_not_without(children):
    agreed = children.ask(*DETAILED, consents=[consent("parental-responsibility")])
    assert agreed.outcome == "share"
    assert all("3.9" in item.clauses for item in agreed.items)
    assert children.outcome(*DETAILED) == "refuse"
