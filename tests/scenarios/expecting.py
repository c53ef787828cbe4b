"""What an answer lacks of what a scenario expects of it. A key that is missing in `expected` is not checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LISTS = ("share", "waiting", "withhold")
AT_LEAST = ("clauses",)


def scenarios() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text()) for path in sorted(HERE.glob("decide-*.json"))}


def unmet(answer: dict[str, Any], expected: dict[str, Any]) -> Iterator[str]:
    for key, wanted in expected.items():
        if key == "level":
            found = answer.get("level")
            right = found == wanted
        elif key == "follow_up":
            found = [{k: one[k] for k in wanted[0]} for one in answer[key]] if wanted else answer[key]
            right = found == wanted
        elif key in LISTS:
            found = answer[key]
            right = len(found) == len(wanted) and all(any(_is(one, item) for one in found) for item in wanted)
        elif key in ("questions", "questions_include", "questions_exclude"):
            found = [question["fact"] for question in answer["questions"]]
            right = {
                "questions": set(found) == set(wanted),
                "questions_include": set(wanted) <= set(found),
                "questions_exclude": not set(wanted) & set(found),
            }[key]
        elif key in AT_LEAST:
            found = answer[key]
            right = set(wanted) <= set(found)
        else:
            found = answer[key]
            right = sorted(found) == sorted(wanted) if isinstance(wanted, list) else found == wanted
        if not right:
            yield f"{key}: expected {wanted}, found {found}"


def _is(answered: dict[str, Any], item: str | dict[str, str]) -> bool:
    named = {"item": item} if isinstance(item, str) else item
    return all(answered.get(key) == value for key, value in named.items())
