"""An edition as Cedar policies: a permit for each route, a forbid for each bar that holds every route of a level.

A forbid beats every permit in Cedar. What some route of the level prevails over can therefore not be a forbid: it
stands in the `unless` of the routes that it holds.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import cedarpy

from sharewell.domain.reading import Edition
from sharewell.domain.request import Request

from .translation import All, Between, Has, Not, OneOf, Some, Test, every, seen, ways


def policies(edition: Edition) -> str:
    routes = list(ways(edition))
    written = []
    for level in edition.known.levels:
        of_level = [way for way in routes if way.level == level]
        everywhere = set.intersection(*(set(way.stops) for way in of_level)) if of_level else set()
        for clause, test in sorted(everywhere, key=repr):
            written.append(_policy("forbid", clause, level, when=(test,)))
        for way in of_level:
            own = tuple(test for clause, test in way.stops if (clause, test) not in everywhere)
            written.append(_policy("permit", way.clause, level, when=way.opens, unless=own))
    return "\n".join(written)


def entities(edition: Edition) -> str:
    """Each item under its level; an item that the text does not name is under none, and no permit speaks of it."""
    return json.dumps(
        [{"uid": {"type": "Level", "id": level}, "attrs": {}, "parents": []} for level in edition.known.levels]
        + [
            {"uid": {"type": "Item", "id": code}, "attrs": {}, "parents": [{"type": "Level", "id": item.level}]}
            for code, item in edition.known.items.items()
        ]
    )


class Cedar:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.policies = cedarpy.PolicySet.from_str(policies(edition))
        self.entities = cedarpy.Entities.from_json_str(entities(edition))

    def asked(self, request: Request) -> list[dict[str, Any]]:
        """One Cedar request for each item."""
        return [
            {
                "principal": f"Organisation::{json.dumps(request.requester)}",
                "action": 'Action::"share"',
                "resource": f"Item::{json.dumps(asked.item)}",
                "context": seen(asked, request, self.edition),
            }
            for asked in request.items
        ]

    def open(self, request: Request) -> tuple[bool, ...]:
        """Of each item of the request, whether it is open. Raises where a policy failed: Cedar skips such a one."""
        results = cedarpy.is_authorized_batch(self.asked(request), self.policies, self.entities)
        for result in results:
            if result.diagnostics.errors:
                raise ValueError(result.diagnostics.errors)
        return tuple(result.allowed for result in results)


def _policy(effect: str, clause: str, level: str, *, when: tuple[Test, ...], unless: tuple[Test, ...] = ()) -> str:
    head = f"@id({json.dumps(clause)}) {effect}(principal, action, resource in Level::{json.dumps(level)})"
    return f"{head}\nwhen {{ {_cedar(every(*when))} }}" + "".join(f"\nunless {{ {_cedar(t)} }}" for t in unless) + ";"


@cache
def _cedar(test: Test) -> str:
    match test:
        case Has():
            return f"context.{test.words}.contains({json.dumps(test.word)})"
        case OneOf():
            return f"{json.dumps(list(test.among))}.contains(context.{test.word})"
        case Between():
            return f"(context.{test.number} >= {test.least} && context.{test.number} <= {test.most})"
        case Not():
            return f"!{_cedar(test.test)}"
        case All():
            return f"({' && '.join(map(_cedar, test.tests))})" if test.tests else "true"
        case Some():
            return f"({' || '.join(map(_cedar, test.tests))})" if test.tests else "false"
