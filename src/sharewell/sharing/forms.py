"""The pages that everybody answers: under which protocol, who asks, about whom, what for, which items.

A step is a form that shows what is already answered (`shown`) and says what the answers become (`answered`). Its
choices come from the protocol's own words; nothing here knows one. `questions` has the pages that follow.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError

from sharewell.domain.rules import Impersonal
from sharewell.domain.words import capital
from sharewell.sharing.facts import Scene, item_name
from sharewell.sharing.queries import same_name
from sharewell.ui import fields
from sharewell.ui.forms import Form

Answers = dict[str, Any]
OTHER = "someone else"
OTHER_PURPOSE = "another purpose"

# What a new answer makes old answers worth asking for again: they were given of somebody or something else.
_OF_THE_REQUEST = ("facts", "grounds", "consents", "evidence", "awaiting", "asked", "unknown")
_OF_THE_ITEMS = ("detailed", "consents", "evidence", "awaiting")


class Step(Form):
    """One page of the interview."""

    page = "sharing/question.jinja"
    clears: tuple[str, ...] = ()

    def __init__(self, scene: Scene, data: Mapping[str, Any] | None = None, *, code: str = "") -> None:
        self.scene = scene
        self.code = code  # of the question, where one form serves several
        super().__init__(data, initial=self.shown(scene.answers))
        self.prepare()

    def prepare(self) -> None:
        """Give the fields the words of this protocol."""

    def shown(self, answers: Answers) -> dict[str, Any]:
        return {}

    def answered(self) -> Answers:
        """What this page says. Raises nothing: the form is valid."""
        raise NotImplementedError

    def into(self, answers: Answers) -> Answers:
        """The answers with this page's in them; those that no longer hold are let go."""
        new = self.answered()
        changed = any(answers.get(key) != value for key, value in new.items())
        kept = {key: value for key, value in answers.items() if not (changed and key in self.clears)}
        return kept | new


class ProtocolStep(Step):
    clears = ("requester", "subject", "reference", "purpose", "items", *_OF_THE_REQUEST, *_OF_THE_ITEMS)
    protocol = fields.RadiosField("Under which protocol?", heading=True, missing="Select a protocol", choices=[])

    def prepare(self) -> None:
        self.choose_from("protocol", [(text.id, text.title) for text in self.scene.protocols])

    def shown(self, answers: Answers) -> dict[str, Any]:
        return {"protocol": answers.get("protocol")}

    def answered(self) -> Answers:
        return {"protocol": self.cleaned_data["protocol"]}


class WhoStep(Step):
    clears = _OF_THE_REQUEST
    organisation = fields.RadiosField(
        "Who is asking?",
        heading=True,
        missing="Select who is asking",
        hint="Choose the organisation that would receive the information.",
        choices=[],
        reveals={OTHER: "name"},
    )
    name = fields.TextField("Name of the organisation", max_length=200, missing="Enter the name of the organisation")
    role = fields.TextField(
        "The person’s role (optional)",
        hint="Such as health visitor or social worker. It goes on record and decides nothing.",
        required=False,
        max_length=100,
    )

    def prepare(self) -> None:
        known = self.scene.known
        parties = [name for name in known.parties if name != self.scene.holder]
        named = [name for name in known.organisations if name not in known.parties]
        registered = [name for name in self.scene.registered if name not in (*parties, *named)]
        self.names = (*parties, *named, *registered)
        self.choose_from(
            "organisation",
            [
                *((name, name) for name in parties),
                *((name, name, "Has not signed this protocol") for name in (*named, *registered)),
                (OTHER, "Another organisation or person"),
            ],
        )

    def shown(self, answers: Answers) -> dict[str, Any]:
        requester = answers.get("requester", {})
        name = requester.get("organisation")
        known = self.scene.known
        listed = name in known.parties or name in known.organisations or name in self.scene.registered
        typed = bool(name) and not listed
        return {"organisation": OTHER if typed else name, "name": name if typed else "", "role": requester.get("role")}

    def clean_name(self) -> str:
        name = same_name(self.cleaned_data["name"], (*self.names, self.scene.holder))
        if name == self.scene.holder:
            raise ValidationError("That is your own organisation. Enter who would receive the information.")
        return name

    def answered(self) -> Answers:
        given = self.cleaned_data
        name = given["name"] if given["organisation"] == OTHER else given["organisation"]
        return {"requester": {"organisation": name, "role": given["role"]}}


class WhomStep(Step):
    clears = ("items", *_OF_THE_REQUEST, *_OF_THE_ITEMS)
    person = fields.RadiosField(
        "Is it about one person?",
        heading=True,
        missing="Select whether it is about one person",
        choices=[("yes", "Yes"), ("no", "No, only figures that name nobody")],
        reveals={"yes": "reference"},
    )
    reference = fields.TextField(
        "Your own reference for the person",
        hint="Such as a case number. Only your organisation sees it.",
        max_length=100,
        width=20,
        missing="Enter a reference that you will know the person by",
    )

    def shown(self, answers: Answers) -> dict[str, Any]:
        if "subject" not in answers:
            return {}
        return {"person": "no" if answers["subject"] is None else "yes", "reference": answers.get("reference", "")}

    def answered(self) -> Answers:
        named = self.cleaned_data["person"] == "yes"
        kept = self.scene.answers.get("subject") or {}
        same = self.scene.answers.get("reference") == self.cleaned_data["reference"]
        return {"subject": (kept if same else {}) if named else None, "reference": self.cleaned_data["reference"]}


class BornStep(Step):
    born = fields.DateField(
        "What is their date of birth?",
        heading=True,
        hint="For example, 27 3 1999. Leave it empty if you do not know it.",
        subject="date of birth",
        required=False,
        earliest=date(1880, 1, 1),
    )

    def prepare(self) -> None:
        self.no_later(self.scene.on, "born")

    def shown(self, answers: Answers) -> dict[str, Any]:
        born = (answers.get("subject") or {}).get("date_of_birth")
        return {"born": date.fromisoformat(born) if born else None}

    def answered(self) -> Answers:
        born = self.cleaned_data["born"]
        return {"subject": {"date_of_birth": born.isoformat() if born else None}}


class PurposeStep(Step):
    clears = _OF_THE_REQUEST
    purpose = fields.RadiosField(
        "What is it needed for?", heading=True, missing="Select what it is needed for", choices=[]
    )

    def prepare(self) -> None:
        self.choose_from(
            "purpose",
            [
                *((purpose, capital(purpose)) for purpose in self.scene.known.purposes),
                "or",
                (OTHER_PURPOSE, "Something else"),
            ],
        )

    def shown(self, answers: Answers) -> dict[str, Any]:
        return {"purpose": answers.get("purpose")}

    def answered(self) -> Answers:
        return {"purpose": self.cleaned_data["purpose"]}


class ItemsStep(Step):
    """One group of tick boxes for each level of information."""

    page = "sharing/items.jinja"
    clears = _OF_THE_ITEMS

    def prepare(self) -> None:
        named = self.scene.answers["subject"] is not None
        impersonal = {level for _, rule in self.scene.whole.rules(Impersonal) for level in rule.levels}
        self.levels: list[str] = []
        for level in self.scene.known.levels:
            items = [(i.code, capital(i.name)) for i in self.scene.known.items.values() if i.level == level]
            if items and (level not in impersonal) is named:
                field = f"level-{len(self.levels)}"
                self.levels.append(field)
                self.fields[field] = fields.CheckboxesField(
                    f"{capital(level)} information", choices=items, required=False
                )
        before = [entry["item"] for entry in self.scene.answers.get("items", ())]
        choices = [code for field in self.levels for code, _ in cast(fields.ChoicesField, self.fields[field]).choices]
        chosen = before or (choices if len(choices) == 1 else [])
        self.initial = dict.fromkeys(self.levels, chosen)

    def clean(self) -> dict[str, Any]:
        if self.levels and not self.errors and not self.chosen():
            self.add_error(self.levels[0], "Select what is asked for")
        return self.cleaned_data

    def chosen(self) -> list[str]:
        return [code for field in self.levels for code in self.cleaned_data.get(field, ())]

    def answered(self) -> Answers:
        before = {entry["item"]: entry for entry in self.scene.answers.get("items", ())}
        return {"items": [before.get(code, {"item": code}) for code in self.chosen()]}


class DetailsStep(Step):
    """For each item chosen: whether the requester needs it, and which part of it."""

    page = "sharing/details.jinja"
    clears = ("consents", "evidence", "awaiting")
    needed = fields.CheckboxesField(
        "Which of these do they need to know?",
        hint="Clear the box of anything they ask for and do not need for this.",
        required=False,
        choices=[],
    )
    smallest_count = fields.IntegerField(
        "What is the smallest count in the table? (optional)",
        hint="The smallest number of people that any one figure stands for. Leave it empty if you do not know it.",
        subject="the smallest count",
        required=False,
        min_value=0,
        max_value=1_000_000_000,
        width=5,
    )

    def prepare(self) -> None:
        items = self.scene.answers["items"]
        names = [capital(item_name(entry["item"], self.scene)) for entry in items]
        if self.scene.answers["subject"] is None:
            del self.fields["needed"]
        else:
            del self.fields["smallest_count"]
            self.choose_from("needed", [(str(at), name) for at, name in enumerate(names)])
            self.initial["needed"] = [str(at) for at, entry in enumerate(items) if entry.get("needed", True)]
        self.parts: list[str] = []
        for at, entry in enumerate(items):
            self.parts.append(f"what-{at}")
            self.fields[f"what-{at}"] = fields.TextField(names[at], required=False, max_length=200)
            self.initial[f"what-{at}"] = entry.get("what", "")

    def shown(self, answers: Answers) -> dict[str, Any]:
        counts = [entry.get("smallest_count") for entry in answers["items"]]
        return {"smallest_count": counts[0] if counts else None}

    def answered(self) -> Answers:
        given = self.cleaned_data
        items = []
        for at, entry in enumerate(self.scene.answers["items"]):
            what = {"what": given[f"what-{at}"]} if given[f"what-{at}"] else {}
            count = given.get("smallest_count")
            counted = {} if count is None else {"smallest_count": count}
            unneeded = {"needed": False} if "needed" in given and str(at) not in given["needed"] else {}
            items.append({"item": entry["item"], **what, **counted, **unneeded})
        return {"items": items, "detailed": True}


# Every interview goes through these in order; a step is taken once its key is answered.
STEPS: dict[str, tuple[str, type[Step]]] = {
    "protocol": ("protocol", ProtocolStep),
    "who": ("requester", WhoStep),
    "whom": ("subject", WhomStep),
    "born": ("date_of_birth", BornStep),
    "purpose": ("purpose", PurposeStep),
    "items": ("items", ItemsStep),
    "details": ("detailed", DetailsStep),
}


def next_step(answers: Answers) -> str | None:
    """The first step that is not answered, None where all are."""
    return next((name for name in STEPS if not step_taken(name, answers)), None)


def step_taken(name: str, answers: Answers) -> bool:
    if name == "born":
        subject = answers.get("subject", {})
        return subject is None or "date_of_birth" in subject
    key, _ = STEPS[name]
    return bool(answers.get(key)) if key != "subject" else key in answers
