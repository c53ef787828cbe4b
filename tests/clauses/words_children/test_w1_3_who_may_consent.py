"""
These people may consent:

- child: the child
- parental-responsibility: a person with parental responsibility; there may be several
"""

import pytest

from sharewell.domain.request import BadRequest

from ..asking import consent

pytestmark = pytest.mark.clause(number="W1.3")


CHILD, PARENT = "child", "parental-responsibility"


def test_of_a_childs_words_the_latest_counts(children):
    def outcome(*words):
        consents = [consent(CHILD, state, date=day) for state, day in words]
        return children.outcome("case-notes", competent=True, consents=consents)

    assert outcome(("refused", "2006-09-01"), ("given", "2006-09-02")) == "share"
    assert outcome(("given", "2006-09-01"), ("refused", "2006-09-02")) == "refuse"
    assert outcome(("given", "2006-09-01"), ("withdrawn", "2006-09-02")) == "refuse"


def test_of_several_parents_one_refusal_outweighs(children):
    given, refused = consent(PARENT, date="2006-09-02"), consent(PARENT, "refused", date="2006-09-01")
    assert children.outcome("case-notes", consents=[given]) == "share"
    assert children.outcome("case-notes", consents=[given, refused]) == "refuse"


def test_nobody_else_may(children):
    with pytest.raises(BadRequest):
        children.ask("case-notes", consents=[consent("grandparent")])
