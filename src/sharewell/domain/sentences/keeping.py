"""Sentence forms of an index of people: what it holds, who may search it, what is shielded, and when a record ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sharewell.domain.index import rules
from sharewell.domain.sentences.defining import _plain
from sharewell.domain.sentences.form import Form
from sharewell.domain.words import code_of

_FAMILY = "an index of people"


def _listed(rule: Callable[..., rules.IndexRule]) -> Callable[..., rules.IndexRule]:
    return lambda entries: rule(fields=tuple(code_of(_plain(entry)) for entry in entries))


def _refuses(entries: tuple[str, ...]) -> rules.IndexRule:
    return rules.IndexRefuses(refused=tuple(_refused(_plain(entry)) for entry in entries))


def _refused(entry: str) -> rules.Refused:
    """An entry is what is refused, and after a colon what extracts call it too."""
    what, _, also = entry.partition(": also called ")
    names = [what, *also.replace(" and ", ", ").split(", ")] if also else [what]
    return rules.Refused(what=what, called=tuple(code_of(name) for name in names))


def _watch(kind: rules.WatchKind) -> Callable[..., Any]:
    return lambda **values: rules.Watch(kind=kind, **values)


HOLDING = (
    Form(
        name="index holds",
        family=_FAMILY,
        pattern="The index holds nothing but:",
        makes=_listed(rules.IndexHolds),
        example="The index holds nothing but:\n- name\n- date of birth",
        purpose="The closed list of fields; any other field is refused, however it arrives.",
    ),
    Form(
        name="index refuses",
        family=_FAMILY,
        pattern="The index must not hold:",
        makes=_refuses,
        example="The index must not hold:\n- attendance: also called absence and truancy\n- illnesses",
        purpose="What somebody may try to enter, listed so that the refusal can say why.",
    ),
    Form(
        name="no free text",
        family=_FAMILY,
        pattern="The index must not hold free text, or a value of more than {most:number} characters.",
        makes=rules.NoFreeText,
        example="The index must not hold free text, or a value of more than 100 characters.",
        purpose="A value is refused if it is too long, or not written as values of its field are.",
    ),
)

SEARCHING = (
    Form(
        name="search for",
        family=_FAMILY,
        pattern="The index must not be searched for a purpose that is not in {purposes_of:clause}.",
        makes=rules.SearchFor,
        example="The index must not be searched for a purpose that is not in 3.1.",
        purpose="The purposes for which somebody may look.",
    ),
    Form(
        name="vetted and trained",
        family=_FAMILY,
        pattern="To {act}, a person must be vetted and trained.",
        makes=rules.MustBeAccredited,
        example="To find a breach, a person must be vetted and trained.",
        purpose="An act is refused if the person's vetting or training is not valid on the day.",
    ),
    Form(
        name="watch for many",
        family=_FAMILY,
        pattern="The auditor is shown whoever looks up more than {most:number} people in a day.",
        makes=_watch(rules.WatchKind.MANY),
        example="The auditor is shown whoever looks up more than 40 people in a day.",
        purpose="More look-ups than work requires.",
    ),
    Form(
        name="watch for fishing",
        family=_FAMILY,
        pattern="The auditor is shown whoever looks up {least:number} people or more in 30 days and works with fewer "
        "than {percent:number} in a hundred of them.",
        makes=_watch(rules.WatchKind.FISHING),
        example="The auditor is shown whoever looks up 20 people or more in 30 days and works with fewer than 10 in a "
        "hundred of them.",
        purpose="Look-ups that do not lead to work with the people found.",
    ),
    Form(
        name="watch for hours",
        family=_FAMILY,
        pattern="The auditor is shown each look-up before hour {least:number}, from hour {most:number} on, or on a day "
        "that is no working day.",
        makes=_watch(rules.WatchKind.HOURS),
        example="The auditor is shown each look-up before hour 7, from hour 21 on, or on a day that is no working day.",
        purpose="Look-ups at hours when few people work. Hours are those of the clock, 0 to 24.",
    ),
    Form(
        name="watch for kin",
        family=_FAMILY,
        pattern="The auditor is shown each look-up of a person who shares a surname or a home with whoever looks.",
        makes=_watch(rules.WatchKind.KIN),
        example="The auditor is shown each look-up of a person who shares a surname or a home with whoever looks.",
        purpose="Look-ups of people who may be the searcher's own family.",
    ),
)

SHIELDING = (
    Form(
        name="shielded shows",
        family=_FAMILY,
        pattern="A shielded record is found by, and shows, nothing but:",
        makes=_listed(rules.ShieldedShows),
        example="A shielded record is found by, and shows, nothing but:\n- name\n- date of birth",
        purpose="The fields of a shielded record that stay visible; the others are as if nobody had recorded them.",
    ),
    Form(
        name="opening ends",
        family=_FAMILY,
        pattern="An opening of a shielded record ends by itself after {minutes:number} minutes.",
        makes=rules.OpeningEnds,
        example="An opening of a shielded record ends by itself after 60 minutes.",
        purpose="How long a shielded record stays open to somebody who opened it in an emergency.",
    ),
    Form(
        name="sensitive services",
        family=_FAMILY,
        pattern="These services are sensitive:",
        makes=_listed(rules.Sensitive),
        example="These services are sensitive:\n- mental health",
        purpose="Services whose name alone tells too much.",
    ),
    Form(
        name="sensitive held",
        family=_FAMILY,
        pattern="The involvement of a sensitive service may be held if {condition}.",
        makes=rules.SensitiveHeld,
        example="The involvement of a sensitive service may be held if the child is in danger.",
        purpose="When a sensitive service's involvement may be on the index; otherwise it is refused.",
    ),
    Form(
        name="sensitive shows",
        family=_FAMILY,
        pattern="The involvement of a sensitive service is shown as nothing but:",
        makes=_listed(rules.SensitiveShows),
        example="The involvement of a sensitive service is shown as nothing but:\n- broker",
        purpose="What is shown of a sensitive service; never its name or kind.",
    ),
)

ENDING = (
    Form(
        name="destroyed at",
        family=_FAMILY,
        pattern="A record must be destroyed on the day the person reaches {age:number}[ if {condition}].",
        makes=rules.DestroyedAt,
        example="A record must be destroyed on the day the person reaches 19.",
        purpose="When a record ends. If several apply to a person, the highest age counts.",
    ),
    Form(
        name="archived at",
        family=_FAMILY,
        pattern="A record must be archived on the day the person reaches {age:number}, and destroyed within "
        "{kept:period} of that day.",
        makes=rules.ArchivedAt,
        example="A record must be archived on the day the person reaches 18, and destroyed within 6 years of that day.",
        purpose="A record that nobody can find any more, some time before it is destroyed.",
    ),
)

FORMS = HOLDING + SEARCHING + SHIELDING + ENDING
