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


@pytest.mark.parametrize("service", ["Haringey Mental Health Team", "The substance-misuse service", "sexual health."])
def test_one_of_them_is_known_among_other_words(index, service):
    assert is_sensitive(service, index.policy)


@pytest.mark.parametrize("service", ["health", "mental arithmetic and health", "sexual-healthy"])
def test_words_that_only_look_like_them_are_not(index, service):
    assert not is_sensitive(service, index.policy)
