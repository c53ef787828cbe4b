"""Our own scenarios of what is due. `expected` holds the day, the days of several, or null for none.

The days are of what is not done yet, or of everything where nothing of the clause is open; `states` are theirs.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from sharewell.domain.duties import Clocks, DutyRun
from sharewell.domain.happenings import read_case
from sharewell.protocols.calendars import bank_holidays
from sharewell.protocols.library import bundled

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("due-*.json"))


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_what_is_due(path: Path) -> None:
    told = json.loads(path.read_text())
    edition = bundled().edition(told["case"]["protocol"], on=date.fromisoformat(told["case"]["on"]))
    on, happened = read_case(told["case"], edition)
    runs = Clocks(edition).duties(happened, on, bank_holidays(edition.protocol.holidays))
    for clause, expected in told["expected"].items():
        own = _own(runs, clause)
        assert _as_told([run.due.isoformat() if run.due else None for run in own], expected) == expected, clause
    for clause, expected in told.get("states", {}).items():
        assert _as_told([run.state.value for run in _own(runs, clause)], expected) == expected, clause


def _own(runs: tuple[DutyRun, ...], clause: str) -> list[DutyRun]:
    """Each day and state once, whoever bears it; what a later run of the same clock follows does not count."""
    own = [run for run in runs if run.clause == clause]
    followed = {(run.bearer, run.matter, run.starts_from) for run in own}
    own = [run for run in own if (run.bearer, run.matter, run.done_on) not in followed or run.done_on is None]
    seen: dict[Any, DutyRun] = {}
    for run in own:
        seen.setdefault((run.due, run.state, run.matter), run)
    return list(seen.values())


def _as_told(found: list[Any], expected: Any) -> Any:
    if isinstance(expected, list):
        return found
    assert len(found) <= 1, found
    return found[0] if found else None
