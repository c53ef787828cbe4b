"""An edition as Rego rules: `open` has a body for each route; each "or" and each "not" is a rule of its own."""

from __future__ import annotations

import json
from typing import Any

import regopy

from sharewell.domain.reading import Edition
from sharewell.domain.request import Request

from .translation import All, Between, Has, Not, OneOf, Some, Test, every, no, seen, ways

QUERY = "data.sharewell.verdict"


class _Module:
    def __init__(self) -> None:
        self.lines = ["package sharewell", "import rego.v1"]
        self.names: dict[Test, str] = {}

    def rule(self, name: str, lines: list[str]) -> None:
        self.lines.append(f"{name} if {{\n\t" + "\n\t".join(lines or ["true"]) + "\n}")

    def body(self, test: Test) -> list[str]:
        """The lines of a body that holds where the test does."""
        match test:
            case Has():
                return [f"input.{test.words}[{json.dumps(test.word)}]"]
            case Between():
                return [f"input.{test.number} >= {test.least}", f"input.{test.number} <= {test.most}"]
            case All():
                return [line for part in test.tests for line in self.body(part)]
            case OneOf() if len(test.among) == 1:
                return [f"input.{test.word} == {json.dumps(test.among[0])}"]
            case Not():
                return [f"not {self.named(test.test)}"]
            case OneOf() | Some():
                return [self.named(test)]

    def named(self, test: Test) -> str:
        """The name of a rule that holds where the test does."""
        if test not in self.names:
            self.names[test] = name = f"test{len(self.names)}"
            match test:
                case OneOf():
                    bodies = [[f"input.{test.word} == {json.dumps(word)}"] for word in test.among]
                case Some():
                    bodies = [self.body(part) for part in test.tests]
                case _:
                    bodies = [self.body(test)]
            for lines in bodies or [["false"]]:
                self.rule(name, lines)
        return self.names[test]


def module(edition: Edition) -> str:
    written = _Module()
    for way in ways(edition):
        holds = every(*way.opens, *(no(test) for _, test in way.stops))
        written.rule("verdict", [f"input.level == {json.dumps(way.level)}", *written.body(holds)])
    return "\n".join(written.lines)


class Rego:
    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        builder = regopy.Interpreter()
        builder.add_module("sharewell", module(edition))
        self.bundle = builder.build(QUERY)
        self.interpreter = regopy.Interpreter()

    def asked(self, request: Request) -> list[dict[str, Any]]:
        """One Rego input for each item: a set of words is an object, so that Rego finds a word in it at once."""
        inputs = []
        for asked in request.items:
            item = self.edition.known.items.get(asked.item)
            words = seen(asked, request, self.edition).items()
            sets = {key: dict.fromkeys(value, True) if isinstance(value, list) else value for key, value in words}
            inputs.append({**sets, "level": item.level if item else ""})
        return inputs

    def open(self, request: Request) -> tuple[bool, ...]:
        """Of each item of the request, whether it is open."""
        return tuple(self.verdict(regopy.Input(asked)) for asked in self.asked(request))

    def verdict(self, asked: regopy.Input) -> bool:
        self.interpreter.set_input(asked)
        output = self.interpreter.query_bundle(self.bundle)
        if not output.ok():
            raise ValueError(str(output))
        return bool(output.results[0].expressions)  # what is not so is undefined, and says nothing
