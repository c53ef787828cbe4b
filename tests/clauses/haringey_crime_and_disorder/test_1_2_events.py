"""
These are events:

- theme-board-approved: approve the protocol for the theme; the theme board approves the protocol
- partnership-board-approved: approve the protocol for the partnership; the partnership board approves the
  protocol
- request-received: receive a request; a request is received; its party is the party that received the
  request
- request-answered: answer the request in writing; a request is answered
- emergency-request-made: ask in an emergency; a request is made in an emergency; its party is the party
  that asked
- emergency-request-received: receive a request in an emergency; a request is received in an emergency; its
  party is the party that was asked
- request-confirmed: confirm the request in writing; a request is confirmed in writing
- officers-designated: name its designated officers to the other parties; designated officers are named; its
  party is the party that named its officers
"""

import pytest

pytestmark = pytest.mark.clause(number="1.2")


def test_each_event_and_its_party(crime):
    events = crime.edition.whole().known.events
    declared = {code: event.role for code, event in events.items() if event.clause == "1.2"}
    assert declared == {
        "theme-board-approved": "",
        "partnership-board-approved": "",
        "request-received": "the party that received the request",
        "request-answered": "",
        "emergency-request-made": "the party that asked",
        "emergency-request-received": "the party that was asked",
        "request-confirmed": "",
        "officers-designated": "the party that named its officers",
    }
