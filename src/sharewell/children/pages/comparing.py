"""Two records as pages show them beside each other: what differs at a glance, and how strong a match they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sharewell.children.pages.wording import LABELS, shown
from sharewell.domain.linkage.deciding.decide import Decision, Outcome
from sharewell.domain.linkage.deciding.guard import SURE
from sharewell.domain.linkage.values.fields import UNKNOWN
from sharewell.domain.linkage.weighing.compare import Compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One detail of two rows, side by side."""

    label: str
    one: str
    other: str
    agreement: str

    @property
    def is_same(self) -> bool:
        return self.one == self.other


def beside(one: Mapping[str, str], other: Mapping[str, str], compared: Compared | None = None) -> Iterator[Beside]:
    """Every detail that either has; in words how far those agree that both have."""
    steps = compared.steps if compared else ()
    agreement = {step.field.name: step.agreement for step in steps if step.level != UNKNOWN}
    for name, label in LABELS.items():
        left, right = (shown(name, details.get(name, "")) for details in (one, other))
        if left or right:
            otherwise = "the same" if left == right else "different" if left and right else ""
            yield Beside(
                label=label,
                one=left or "Not known",
                other=right or "Not known",
                agreement=agreement.get(name, otherwise),
            )


def differences_first(rows: Iterable[Beside]) -> list[Beside]:
    """What both say and say differently, then what is the same, then what only one says, which tells of neither."""
    return sorted(rows, key=lambda row: (not row.agreement, row.is_same))


STRENGTHS: Final = ((20.0, "Strong match"), (SURE, "Fair match"))
"""From how many bits on a possible match is called so, where nobody needs the figure."""


def strength(bits: float) -> str:
    """How strong a possible match of this weight is, in words."""
    return next((words for least, words in STRENGTHS if bits >= least), "Weak match")


UNDECIDED: Final = Decision(outcome=Outcome.REVIEW, because="it is not beyond doubt", margin=None)
"""Of two rows that wait for a person: the decision is not the program's."""
