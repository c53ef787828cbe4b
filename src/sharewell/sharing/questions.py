"""The questions that the protocol's clauses still turn on, one page each, in the words of the text.

Every question can be left open: what is not known stays unknown, which is not the same as "no".
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from sharewell.domain.words import capital
from sharewell.sharing.facts import Scene, item_name
from sharewell.sharing.forms import Answers, BornStep, Step
from sharewell.ui import fields

NOT_KNOWN = "not known"
NONE = "none"
OTHERS = "others"
GIVEN_CLEARLY, GIVEN_LOOSELY = "given clearly", "given"
EARLIEST = date(1950, 1, 1)


class Question(Step):
    """A step that a clause asks for. Answered or left open, it takes its place in the order of what was asked."""

    def into(self, answers: Answers) -> Answers:
        asked = [*(code for code in answers.get("asked", ()) if code != self.code), self.code]
        unknown = [code for code in answers.get("unknown", ()) if code != self.code]
        if not self.is_known():
            unknown.append(self.code)
        return super().into(answers) | {"asked": asked, "unknown": unknown}

    def is_known(self) -> bool:
        return True


class FactQuestion(Question):
    answer = fields.RadiosField(
        "",
        heading=True,
        missing="Select yes, no or that you do not know yet",
        choices=[("yes", "Yes"), ("no", "No"), "or", (NOT_KNOWN, "I do not know yet")],
    )
    grounds = fields.TextField("What do you base this on? (optional)", required=False, max_length=500)

    def prepare(self) -> None:
        fact = self.scene.known.facts[self.code]
        self.fields["answer"].label = fact.ask
        if fact.answered_by:
            self.fields["answer"].help_text = f"To be answered by {fact.answered_by}."
        if fact.evidence:
            self.fields["grounds"].help_text = f"{capital(fact.evidence)}."

    def shown(self, answers: Answers) -> dict[str, Any]:
        stated = answers.get("facts", {}).get(self.code)
        left_open = NOT_KNOWN if self.code in answers.get("unknown", ()) else None
        chosen = left_open if stated is None else "yes" if stated else "no"
        return {"answer": chosen, "grounds": answers.get("grounds", {}).get(self.code, "")}

    def is_known(self) -> bool:
        return self.cleaned_data["answer"] != NOT_KNOWN

    def answered(self) -> Answers:
        facts = {code: value for code, value in self.scene.answers.get("facts", {}).items() if code != self.code}
        if self.is_known():
            facts[self.code] = self.cleaned_data["answer"] == "yes"
        grounds = self.scene.answers.get("grounds", {}) | {self.code: self.cleaned_data["grounds"]}
        return {"facts": facts, "grounds": {code: words for code, words in grounds.items() if words}}


class BornQuestion(Question, BornStep):
    def is_known(self) -> bool:
        return self.cleaned_data["born"] is not None

    def answered(self) -> Answers:
        return {} if self.scene.answers["subject"] is None else super().answered()


class SmallestCountQuestion(Question):
    count = fields.IntegerField(
        "What is the smallest count in the table?",
        heading=True,
        hint="The smallest number of people that any one figure stands for. Leave it empty if you do not know it yet.",
        subject="the smallest count",
        required=False,
        min_value=0,
        max_value=1_000_000_000,
        width=5,
    )

    def is_known(self) -> bool:
        return self.cleaned_data["count"] is not None

    def answered(self) -> Answers:
        count = self.cleaned_data["count"]
        counted = {} if count is None else {"smallest_count": count}
        items = [
            {k: v for k, v in entry.items() if k != "smallest_count"} | counted for entry in self.scene.answers["items"]
        ]
        return {"items": items}


class EitherField(fields.CheckboxesField):
    """Some of the choices before the divider, or one alone of those after it."""

    def items(self) -> list[dict[str, Any]]:
        items = super().items()
        divider = next(at for at, item in enumerate(items) if "divider" in item)
        return [*items[:divider], *(item | {"behaviour": "exclusive"} for item in items[divider:])]


class SeveralQuestion(Question):
    """Which of several there are; each one chosen is then asked about on a page of its own."""

    key: str
    chosen = EitherField("", heading=True, missing="Select an answer", choices=[])

    def either(self, choices: list[tuple[str, str]], none: str) -> None:
        self.choose_from("chosen", [*choices, "or", (NONE, none), (NOT_KNOWN, "I do not know yet")])

    def shown(self, answers: Answers) -> dict[str, Any]:
        if self.code in answers.get("unknown", ()):
            return {"chosen": [NOT_KNOWN]}
        stated = answers.get(self.code)
        return {"chosen": [NONE] if stated == [] else [entry[self.key] for entry in stated or ()]}

    def clean_chosen(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["chosen"]
        alone = [value for value in (NONE, NOT_KNOWN) if value in chosen]
        if alone and len(chosen) > 1:
            raise ValidationError("Clear either the last two answers or all the others")
        return chosen

    def is_known(self) -> bool:
        return self.cleaned_data["chosen"] != [NOT_KNOWN]

    def answered(self) -> Answers:
        chosen = self.cleaned_data["chosen"]
        others = [pair for pair in self.scene.answers.get("awaiting", ()) if pair[0] != self.code]
        each = [] if chosen[0] in (NONE, NOT_KNOWN) else [[self.code, code] for code in chosen]
        return {self.code: [] if self.is_known() else None, "awaiting": [*others, *each]}


class ConsentsQuestion(SeveralQuestion):
    key = "by"

    def prepare(self) -> None:
        field = self.fields["chosen"]
        field.label = "Who has said whether this may be shared?"
        field.help_text = "Choose everybody who has said yes or no, or taken back a yes."
        self.either(
            [(code, capital(giver.phrase)) for code, giver in self.scene.known.givers.items()],
            "Nobody has said anything",
        )


class EvidenceQuestion(SeveralQuestion):
    key = "kind"

    def prepare(self) -> None:
        self.fields["chosen"].label = "Which of these papers do you have?"
        self.either(
            [(code, capital(paper.phrase)) for code, paper in self.scene.known.papers.items()],
            "None of these",
        )


class Part(Step):
    """One of several: the words of one giver, or one paper. `code` says whose, or which kind."""

    of: str

    def into(self, answers: Answers) -> Answers:
        waiting = [pair for pair in answers["awaiting"] if pair != [self.of, self.code]]
        return answers | {self.of: [*answers[self.of], self.answered()], "awaiting": waiting}

    def asked_items(self) -> list[tuple[str, str]]:
        named = []
        for at, entry in enumerate(self.scene.answers["items"]):
            what = f", {entry['what']}" if entry.get("what") else ""
            named.append((str(at), capital(item_name(entry["item"], self.scene)) + what))
        return named

    def items_at(self, places: list[str]) -> list[dict[str, str]]:
        items = self.scene.answers["items"]
        return [{k: items[int(at)][k] for k in ("item", "what") if k in items[int(at)]} for at in places]


class ConsentPart(Part):
    of = "consents"
    state = fields.RadiosField(
        "",
        heading=True,
        missing="Select what they said",
        choices=[
            (GIVEN_CLEARLY, "Yes, clearly and for this"),
            (GIVEN_LOOSELY, "Yes, but not in so many words"),
            ("refused", "No"),
            ("withdrawn", "They said yes before, and have taken it back"),
        ],
    )
    given_on = fields.DateField(
        "When did they say so? (optional)", hint="For example, 27 3 2026.", required=False, earliest=EARLIEST
    )
    scope = fields.RadiosField(
        "What did they speak of?",
        missing="Select what they spoke of",
        choices=[("all", "Everything that is asked for"), ("some", "Only some of it")],
        reveals={"some": "items"},
    )
    items = fields.CheckboxesField("Which of it?", missing="Select which of it they spoke of", choices=[])
    towards = fields.RadiosField(
        "Who may receive it, in their words?",
        missing="Select who may receive it",
        choices=[],
        reveals={OTHERS: "others"},
    )
    others = fields.TextField("Which organisation?", max_length=200, missing="Enter which organisation")
    another = fields.RadiosField(
        "Has another such person said anything?",
        inline=True,
        missing="Select yes or no",
        choices=[("yes", "Yes"), ("no", "No")],
    )

    def prepare(self) -> None:
        known, requester = self.scene.known, self.scene.answers["requester"]["organisation"]
        self.fields["state"].label = f"What did {known.givers[self.code].phrase} say?"
        self.no_later(self.scene.on, "given_on")
        self.choose_from("items", self.asked_items())
        self.choose_from(
            "towards",
            [
                ("party", "Any of the organisations in the protocol"),
                ("requester", f"{requester}, by name"),
                (OTHERS, "Only another organisation"),
            ],
        )
        if self.code not in known.several:
            del self.fields["another"]

    def into(self, answers: Answers) -> Answers:
        new = super().into(answers)
        more = [[self.of, self.code]] if self.cleaned_data.get("another") == "yes" else []
        return new | {"awaiting": [*more, *new["awaiting"]]}

    def answered(self) -> Answers:
        given = self.cleaned_data
        recipients = {"requester": [self.scene.answers["requester"]["organisation"]], OTHERS: [given["others"]]}
        consent: Answers = {
            "by": self.code,
            "state": "given" if given["state"] == GIVEN_CLEARLY else given["state"],
            "explicit": given["state"] == GIVEN_CLEARLY,
        }
        if given["given_on"]:
            consent["date"] = given["given_on"].isoformat()
        if given["scope"] == "some":
            consent["items"] = self.items_at(given["items"])
        if given["towards"] in recipients:
            consent["recipients"] = recipients[given["towards"]]
        return consent


class PaperPart(Part):
    of = "evidence"
    complete = fields.RadiosField(
        "",
        heading=True,
        missing="Select whether it is complete",
        hint="Every part is filled in, signed and, where it asks for that, countersigned.",
        choices=[("yes", "Yes"), ("no", "No")],
    )
    dated = fields.DateField("What date is on it? (optional)", required=False, earliest=EARLIEST)
    addressed = fields.RadiosField(
        "Whom is it addressed to?",
        missing="Select whom it is addressed to",
        choices=[],
        reveals={OTHERS: "others"},
    )
    others = fields.TextField("Which organisation?", max_length=200, missing="Enter which organisation")
    items = fields.CheckboxesField(
        "Which of these does it name?", hint="Leave all clear if it names none of them.", required=False, choices=[]
    )
    due = fields.DateField(
        "By which day must it be answered, if it says so? (optional)", required=False, earliest=EARLIEST
    )

    def prepare(self) -> None:
        self.fields["complete"].label = f"Is the {self.scene.known.papers[self.code].phrase} complete?"
        self.choose_from("items", self.asked_items())
        self.choose_from(
            "addressed",
            [
                ("holder", self.scene.holder),
                (OTHERS, "Another organisation"),
                (NONE, "It does not say"),
            ],
        )

    def answered(self) -> Answers:
        given = self.cleaned_data
        to = {"holder": self.scene.holder, OTHERS: given["others"]}
        paper: Answers = {"kind": self.code, "complete": given["complete"] == "yes"}
        if given["addressed"] in to:
            paper["addressed_to"] = to[given["addressed"]]
        if given["dated"]:
            paper["date"] = given["dated"].isoformat()
        if given["due"]:
            paper["due"] = given["due"].isoformat()
        if given["items"]:
            paper["items"] = self.items_at(given["items"])
        return paper


OF_THE_REQUEST: dict[str, type[Question]] = {
    "consents": ConsentsQuestion,
    "evidence": EvidenceQuestion,
    "date_of_birth": BornQuestion,
    "smallest_count": SmallestCountQuestion,
}
PARTS: dict[str, type[Part]] = {"consents": ConsentPart, "evidence": PaperPart}


def question_form(code: str, scene: Scene) -> type[Question] | None:
    """The form that asks a question, None where this protocol has no such question."""
    return OF_THE_REQUEST.get(code) or (FactQuestion if code in scene.known.facts else None)
