"""A small bundle of invented texts."""

from datetime import UTC, datetime

NOW = datetime(2020, 6, 1, 9, 0, tzinfo=UTC)

WORDS = """---
id: vale/words
title: Words of the Vale
kind: words
edition: 2020-01-01
---

**W1** The kinds of organisation are:

- the police

**W2** These are facts about the request:

- in-danger: the child is in danger; otherwise the child is in no danger. Ask: Is the child in danger?

**W3** These are events:

- breach-found: find a breach; a breach is found; its party is the party that found it
- breach-told: tell the other parties; the other parties are told
- change-agreed: agree a change; the board agrees a change
- change-in-force: put a change into effect; a change takes effect
"""

PROTOCOL = """---
id: vale/children
title: Children of the Vale
kind: individual protocol
edition: 2020-01-01
words: vale/words
holidays: GB/ENG
---

# 1 Words

**1.1** The levels of information, lowest first, are:

- minimum

**1.2** Minimum information is:

- name

**1.3** The parties are:

- Vale Council
- Vale Police

# 2 Sharing

**2.1** Minimum information may be shared if the child is in danger.

> A note to 2.1, which nobody reads but people.

# 3 Breaches

**3.1** The party that found it must tell the other parties within 5 working days of the day a breach is found.

# 4 Changes

**4.1** No party may put a change into effect before the board agrees a change.
"""

UNREAD = PROTOCOL.replace("must tell", "should perhaps tell")


def later(text: str, edition: str) -> str:
    """The same text as an edition of another day."""
    return text.replace("edition: 2020-01-01", f"edition: {edition}")
