"""
These services are sensitive:

- sexual health
- mental health
- substance misuse
"""

import pytest

from sharewell.domain.index.shown import is_sensitive

pytestmark = pytest.mark.clause(number="5.1")


@pytest.mark.parametrize("service", ["sexual health", "Mental Health", "substance_misuse"])
def test_three_are(index, service):
    assert is_sensitive(service, index.policy)
    assert len(index.policy.sensitive) == 3


@pytest.mark.parametrize("service", ["speech therapy", "health visiting", ""])
def test_others_are_not(index, service):
    assert not is_sensitive(service, index.policy)
