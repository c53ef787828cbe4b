"""
These are events:

- looked-up: look up a person; a person is looked up
- shielded: shield a record; a record is shielded; its party is the party that shielded it
- shielding-reviewed: review the shielding; a shielding is reviewed
- shield-opened: open a shielded record; a shielded record is opened; its party is the party that opened it
- opening-reviewed: review the opening of a shielded record; the opening of a shielded record is reviewed
- concern-raised: raise a concern; a concern is raised; its party is the party that raised the concern
- concern-reviewed: review the concern; a concern is reviewed
- transfer-received: receive the offer of a record; the offer of a record is received; its party is the party that
  received the offer
- transfer-answered: answer the offer of a record; the offer of a record is answered
- missing-reported: report that a child may be missing education; a child is reported as missing education; its
  party is the party that took the report
- enquiries-made: ask home, school and services where the child learns; enquiries about the child are made
- education-arranged: see that the child is taught; the child is taught again
- record-destroyed: destroy a record; a record is destroyed
"""

import pytest

pytestmark = pytest.mark.clause(number="1.2")


EVENTS = (
    "looked-up",
    "shielded",
    "shielding-reviewed",
    "shield-opened",
    "opening-reviewed",
    "concern-raised",
    "concern-reviewed",
    "transfer-received",
    "transfer-answered",
    "missing-reported",
    "enquiries-made",
    "education-arranged",
    "record-destroyed",
)


def test_each_is_known_and_happens_on_the_day_it_is_done(index):
    events = index.edition.whole().known.events
    assert [code for code in EVENTS if code not in events or events[code].planned] == []


def test_whose_each_is(index):
    events = index.edition.whole().known.events
    assert {code: events[code].role for code in EVENTS if events[code].role} == {
        "shielded": "the party that shielded it",
        "shield-opened": "the party that opened it",
        "concern-raised": "the party that raised the concern",
        "transfer-received": "the party that received the offer",
        "missing-reported": "the party that took the report",
    }
