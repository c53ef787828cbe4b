"""The typed blanks of a sentence form: how each reads its words, over declared words only.

No slot is free text: words that nothing declares are an error that names the nearest ones.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sharewell.domain import rules
from sharewell.domain.calendar import Period, Unit
from sharewell.domain.text import NUMBER
from sharewell.domain.words import Vocabulary, lowered


class NotRead(Exception):
    """The words do not fit the slot. The message says what was expected and, of `names`, what comes nearest.

    The nearest names are looked for only when somebody reads the message: while a text is read, thousands of
    these are raised and dropped.
    """

    def __init__(self, message: str, words: str = "", names: Iterable[str] = ()) -> None:
        self.message, self.words, self.names = message, words, names

    def __str__(self) -> str:
        if not self.words:
            return self.message
        found = difflib.get_close_matches(self.words, list(self.names), n=2, cutoff=0.5)
        return f"{self.message}; nearest: {' · '.join(found)}." if found else f"{self.message}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    reads: Callable[[str, Vocabulary], Any]
    hint: str  # what a drafter puts here


def _among(words: str, names: Mapping[str, Any], what: str) -> Any:
    for form in (words, lowered(words)):
        if form in names:
            return names[form]
    raise NotRead(f"“{words}” is not {what} that this text defines", words, names)


def _names(words: str) -> list[str]:
    """ "a, b and c" -> its names. A name may itself hold "and" only where the whole is one name."""
    return [w for w in re.split(r", | and ", words) if w]


def _levels(words: str, known: Vocabulary) -> tuple[str, ...]:
    table = {level: (level,) for level in known.levels} | known.groups
    found: tuple[str, ...] = _among(words, table, "a level of information, or a group of levels,")
    return found


def _level(words: str, known: Vocabulary) -> str:
    found: str = _among(words, {level: level for level in known.levels}, "a level of information")
    return found


def _information(words: str, known: Vocabulary) -> tuple[str, ...] | None:
    """ "Information", or "Personal information": None means every level."""
    if words in ("Information", "information"):
        return None
    if not words.endswith(" information"):
        raise NotRead(f"“{words}” does not say which information; write “Information” or “Minimum information”.")
    return _levels(words.removesuffix(" information"), known)


def _items(words: str, known: Vocabulary) -> tuple[str, ...]:
    table = {item.name: code for code, item in known.items.items()}
    if words in table:
        return (table[words],)
    return tuple(_among(name, table, "an item of information") for name in _names(words))


def _clauses(words: str, known: Vocabulary) -> tuple[str, ...]:
    numbers = tuple(_names(words))
    for number in numbers:
        if re.fullmatch(NUMBER, number) is None:
            raise NotRead(f"“{number}” is not the number of a clause.")
    return numbers


def _clause(words: str, known: Vocabulary) -> str:
    numbers = _clauses(words, known)
    if len(numbers) != 1:
        raise NotRead(f"“{words}” names more than one clause; this sentence takes one.")
    return numbers[0]


def _recipient(words: str, known: Vocabulary) -> rules.Recipient:
    table = {"a party": rules.Recipient(party=True, phrase="a party")}
    table |= {k: rules.Recipient(kind=k, phrase=k) for k in known.kinds}
    for name in known.organisations:
        for phrase in (name, f"the {name}"):
            table[phrase] = rules.Recipient(organisation=name, phrase=phrase)
    found: rules.Recipient = _among(words, table, "a recipient")
    return found


def _organisation(words: str, known: Vocabulary) -> str:
    table = {name: name for name in known.organisations} | {f"The {name}": name for name in known.organisations}
    found: str = _among(words, table, "an organisation")
    return found


def _kind(words: str, known: Vocabulary) -> str:
    found: str = _among(words, {k: k for k in known.kinds}, "a kind of organisation")
    return found


def _purpose(words: str, known: Vocabulary) -> str:
    found: str = _among(words, {p: p for p in known.purposes}, "a purpose")
    return found


def _coded(attribute: str, what: str) -> Callable[[str, Vocabulary], str]:
    def reads(words: str, known: Vocabulary) -> str:
        table = {named.phrase: code for code, named in getattr(known, attribute).items()}
        found: str = _among(words, table, what)
        return found

    return reads


def _event(words: str, known: Vocabulary) -> str:
    table = {e.happening: e.code for e in known.events.values() if not e.planned}
    found: str = _among(words, table, "an event")
    return found


def _planned(words: str, known: Vocabulary) -> str:
    table = {e.happening: e.code for e in known.events.values() if e.planned}
    found: str = _among(words, table, "a planned event")
    return found


def _act(words: str, known: Vocabulary) -> str:
    found: str = _among(words, {e.act: e.code for e in known.events.values()}, "an act")
    return found


def _bearer(words: str, known: Vocabulary) -> rules.Bearer:
    table = {
        "the parties": rules.Bearer(phrase="the parties"),
        "each party": rules.Bearer(each=True, phrase="each party"),
    }
    table |= {e.role: rules.Bearer(event=e.code, phrase=e.role) for e in known.events.values() if e.role}
    found: rules.Bearer = _among(words, table, "anybody who bears a duty")
    return found


_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_WORDED = {word: number for number, word in enumerate(_NUMBERS, start=1)}


def _number(words: str, known: Vocabulary) -> int:
    # Not str.isdigit alone: "²" is a digit to Python and no number to int().
    if re.fullmatch(r"[0-9]{1,4}", words):
        return int(words)
    if words in _WORDED:
        return _WORDED[words]
    raise NotRead(f"“{words}” is not a whole number such as 5 or five.")


def _period(words: str, known: Vocabulary) -> Period:
    count, _, unit = words.partition(" ")
    singular = unit.removesuffix("s")
    if singular not in list(Unit):
        raise NotRead(f"“{words}” is not a period; write it as 5 working days, 4 days, 2 weeks, 1 month or 1 year.")
    number = _number(count, known)
    if number == 0:
        raise NotRead(f"“{words}” leaves no time; write “at once” instead.")
    return Period(number, Unit(singular))


def _condition(words: str, known: Vocabulary) -> rules.Condition:
    atoms = _atoms(known)
    found = _join(words, atoms)
    if found is None:
        raise _why_no_condition(words, atoms)
    parts, joints = found
    if len(set(joints)) > 1:
        raise NotRead(f"“{words}” joins with both “and” and “or”; write two sentences.")
    return rules.Condition(tuple(atoms[p] for p in parts), any="or" in joints)


def _atoms(known: Vocabulary) -> dict[str, rules.Atom]:
    """Every phrase that can stand in a condition. Longest first matters to `_join`, not here."""
    atoms: dict[str, rules.Atom] = {}
    for fact in known.facts.values():
        atoms[fact.yes] = rules.FactIs(fact.code, True, fact.yes)
        atoms[fact.no] = rules.FactIs(fact.code, False, fact.no)
    for giver in known.givers.values():
        phrase = f"{giver.phrase} has explicitly consented to it"
        atoms[phrase] = rules.Consented(giver.code, phrase)
    everybody = " or ".join(g.phrase for g in known.givers.values())
    phrase = f"{everybody} has explicitly consented to sharing with this recipient"
    atoms[phrase] = rules.ConsentedToRecipient(tuple(known.givers), phrase)
    for kind in known.kinds:
        atoms[f"the holder is {kind}"] = rules.HolderIs(kind, f"the holder is {kind}")
        atoms[f"the requester is {kind}"] = rules.RequesterIs(kind, f"the requester is {kind}")
    for decision, words in (
        ("approved", "approved"),
        ("refused", "refused"),
        ("informed", "been informed of"),
    ):
        phrase = f"a designated manager has {words} it"
        atoms[phrase] = rules.ManagerHas((decision,), phrase)
    atoms["exceptional circumstances are recorded"] = rules.ExceptionRecorded("exceptional circumstances are recorded")
    return atoms


def _join(words: str, atoms: Mapping[str, rules.Atom]) -> tuple[list[str], list[str]] | None:
    """Split at "and" and "or" between phrases only: a phrase may hold those words itself, so longest first."""
    for phrase in sorted((p for p in atoms if words.startswith(p)), key=len, reverse=True):
        rest = words[len(phrase) :]
        if not rest:
            return [phrase], []
        for joint in ("and", "or"):
            if rest.startswith(f" {joint} "):
                further = _join(rest[len(joint) + 2 :], atoms)
                if further is not None:
                    return [phrase, *further[0]], [joint, *further[1]]
    return None


def _why_no_condition(words: str, atoms: Mapping[str, rules.Atom]) -> NotRead:
    """Name the first part that no phrase explains."""
    rest = words
    while True:
        known = max((p for p in atoms if rest.startswith(p)), key=len, default=None)
        if known is None:
            break
        further = re.sub(r"^ (and|or) ", "", rest[len(known) :])
        if further == rest[len(known) :]:
            break
        rest = further
    part = re.split(r" (?:and|or) ", rest)[0] if not any(rest.startswith(p) for p in atoms) else rest
    return NotRead(f"“{part}” is not a condition that this text defines", part, atoms)


SLOTS: dict[str, Slot] = {
    "information": Slot(reads=_information, hint="Information, or a level or group: Minimum information"),
    "level": Slot(reads=_level, hint="a declared level: minimum"),
    "levels": Slot(reads=_levels, hint="a declared level or group of levels: personal"),
    "items": Slot(reads=_items, hint="declared items: address and phone"),
    "clauses": Slot(reads=_clauses, hint="clause numbers: 4.5(i) and 4.5(ii)"),
    "clause": Slot(reads=_clause, hint="one clause number: 3.6"),
    "recipient": Slot(reads=_recipient, hint="a party, a declared kind of organisation, or a named organisation"),
    "organisation": Slot(reads=_organisation, hint="a declared organisation"),
    "kind": Slot(reads=_kind, hint="a declared kind of organisation: a local authority"),
    "purpose": Slot(reads=_purpose, hint="a declared purpose"),
    "condition": Slot(reads=_condition, hint="declared facts and consents, joined by “and” or by “or”, never both"),
    "paper": Slot(reads=_coded("papers", "a paper"), hint="a declared paper: court order"),
    "record": Slot(reads=_coded("records", "a record"), hint="a declared record: confidentiality record"),
    "step": Slot(reads=_coded("steps", "a step"), hint="a declared step: suppression"),
    "rank": Slot(reads=_coded("ranks", "a rank"), hint="a declared rank: a director"),
    "event": Slot(reads=_event, hint="what happens, in the words of the event's definition: a breach is identified"),
    "planned": Slot(reads=_planned, hint="a planned event: the next planned partner meeting"),
    "act": Slot(reads=_act, hint="an act, in the words of the event's definition: report the breach"),
    "bearer": Slot(reads=_bearer, hint="the parties, each party, or whoever an event names: the party in breach"),
    "period": Slot(reads=_period, hint="5 working days, 4 days, 2 weeks, 1 month, 1 year"),
    "number": Slot(reads=_number, hint="a whole number: 5 or five"),
}
