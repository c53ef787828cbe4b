"""The operative clauses of the bundled texts, and the file that tests each."""

from __future__ import annotations

import importlib
import inspect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from sharewell.domain.text import Clause, Text

from .asking import bundled

HERE = Path(__file__).parent

# Shared words allow and forbid nothing by themselves; those that decide something have a file all the same.
TEXTS = {text.id: text for text in bundled()}
OPERATIVE = {
    (text.id, clause.number): clause
    for text in TEXTS.values()
    if text.kind != "words"
    for clause in text.clauses
    if clause.sentences
}


def folder(text: Text) -> Path:
    return HERE / text.id.replace("/", "_").replace("-", "_")


def clause_of(module: ModuleType) -> str:
    return str(module.pytestmark.kwargs["number"])


def modules() -> Iterator[tuple[Text, ModuleType]]:
    for text in TEXTS.values():
        for path in sorted(folder(text).glob("test_*.py")):
            yield text, importlib.import_module(f".{path.parent.name}.{path.stem}", __package__)


TESTED: dict[tuple[str, str], ModuleType] = {(text.id, clause_of(module)): module for text, module in modules()}


def words_of(clause: Clause) -> str:
    """The operative words as they stand in a docstring: each sentence, and "- " before each line of its list."""
    return " ".join(words for s in clause.sentences for words in (s.words, *(f"- {e.words}" for e in s.entries)))


@dataclass(frozen=True, slots=True)
class Case:
    """One call of a test function: the fixture it takes, and the values it is parametrised with."""

    fixture: str
    call: Callable[..., None]
    values: dict[str, object]


def cases(module: ModuleType) -> Iterator[Case]:
    """Every call that pytest would make of a module's tests."""
    for name, test in inspect.getmembers(module, inspect.isfunction):
        if not name.startswith("test_"):
            continue
        fixture = next(iter(inspect.signature(test).parameters))
        marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
        rows = [[_row(mark.args[0], value) for value in mark.args[1]] for mark in marks]
        for chosen in itertools.product(*rows):
            yield Case(fixture, test, {k: v for row in chosen for k, v in row.items()})


def _row(names: str | tuple[str, ...], value: object) -> dict[str, object]:
    return {names: value} if isinstance(names, str) else dict(zip(names, value, strict=True))  # type: ignore[call-overload]
