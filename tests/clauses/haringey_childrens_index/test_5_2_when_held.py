"""
The involvement of a sensitive service may be held if the child is competent to consent and the child has explicitly
consented to it.
The involvement of a sensitive service may be held if the child is not competent to consent and a person with
parental responsibility has explicitly consented to it.
The involvement of a sensitive service may be held if the child is at risk of significant harm.
"""

import pytest

from sharewell.domain.index.policy import Against
from sharewell.domain.index.shown import Grounds, check_sensitive

pytestmark = pytest.mark.clause(number="5.2")


HELD = [
    Grounds(consents=frozenset({"child"}), facts={"competent": True}),
    Grounds(consents=frozenset({"parental-responsibility"}), facts={"competent": False}),
    Grounds(facts={"risk-of-significant-harm": True}),
]
NOT_HELD = [
    Grounds(),
    Grounds(facts={"competent": True, "risk-of-significant-harm": False}),
    Grounds(consents=frozenset({"child"}), facts={"competent": False}),
    Grounds(consents=frozenset({"child"})),
    Grounds(consents=frozenset({"parental-responsibility"}), facts={"competent": True}),
    Grounds(consents=frozenset({"parental-responsibility"})),
    Grounds(facts={"competent": False}),
]


@pytest.mark.parametrize("grounds", HELD)
def test_with_consent_of_whoever_can_give_it_or_where_harm_is_suspected(index, grounds):
    assert check_sensitive("mental health", grounds, index.policy) == "5.2"


@pytest.mark.parametrize("grounds", NOT_HELD)
def test_else_it_is_refused(index, grounds):
    with pytest.raises(Against, match=r"Clause 5\.2"):
        check_sensitive("mental health", grounds, index.policy)


def test_of_other_services_nothing_is_asked(index):
    assert check_sensitive("speech therapy", Grounds(), index.policy) == ""
