"""`sharewell index find` and `explain`: who of an index may be meant, and why; each look is on the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sharewell.domain.errors import BadInput
from sharewell.project.commands import printed
from sharewell.project.commands.acting import By, acting

if TYPE_CHECKING:
    from sharewell.children.search.weighing import Candidate, Found

For = Annotated[str, typer.Option("--for", metavar="ORGANISATION", help="For which organisation you look.")]
REASON_HELP = "Why you look, so that somebody else finds the work it belongs to: a case number, say."
Reason = Annotated[str, typer.Option("--reason", help=REASON_HELP)]
PURPOSE_HELP = "For what the text lets you look; without it, the first that it names."
Purpose = Annotated[str, typer.Option("--purpose", help=PURPOSE_HELP)]
In = Annotated[str, typer.Option("--index", metavar="NAME", help="The index, where the organisation has several.")]
Json = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, for a machine.")]
Detail = Annotated[str, typer.Option()]


class NothingAsked(BadInput):
    """A search by nothing finds nobody."""


def find(
    organisation: For,
    reason: Reason,
    purpose: Purpose = "",
    forename: Detail = "",
    surname: Detail = "",
    born: Annotated[str, typer.Option(help="The date of birth, as far as it is known.")] = "",
    sex: Detail = "",
    postcode: Detail = "",
    phone: Detail = "",
    nhs_number: Detail = "",
    upn: Detail = "",
    into: In = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Find a child from what is known of it, however it is spelt. It needs a reason, and stays on record."""
    asked = {
        "forename": forename, "surname": surname, "birth_date": born, "sex": sex, "postcode": postcode,
        "phone": phone, "nhs_number": nhs_number, "upn": upn,
    }  # fmt: skip
    asked = {name: value.strip() for name, value in asked.items() if value.strip()}
    if not asked:
        raise NothingAsked("Say something of the child: --surname, --born, --postcode or another; see --help.")
    with acting(organisation, by, may="LOOK_UP") as (member, now):
        from sharewell.children.records.queries import index_of
        from sharewell.children.search.look_ups import search
        from sharewell.partners.context import seeing

        with seeing(organisation=member.organisation_id, person=member.user_id):
            index = index_of(member.organisation, into)
            found = search(
                index=index,
                asked=asked,
                purpose=purpose or _first_purpose(index, now),
                reason=reason,
                by=member,
                at=now,
            )
            body = {"decision": found.decision.outcome, "children": [_told(each) for each in found.candidates]}
            lines = list(_lines(found))
    if as_json:
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        printed.show(lines)


def explain(
    one: Annotated[str, typer.Argument(metavar="A", help="The reference of a child, such as C-K7QF-2M9X-4TBD.")],
    other: Annotated[str, typer.Argument(metavar="B", help="The reference of another.")],
    organisation: For,
    reason: Reason,
    purpose: Purpose = "",
    into: In = "",
    by: By = "",
    as_json: Json = False,
) -> None:
    """Why are two children taken for one, or not? Field by field, with what each weighs; both looks are on record."""
    from dataclasses import asdict

    with acting(organisation, by, may="LOOK_UP") as (member, now):
        from sharewell.children.records import facts
        from sharewell.children.records.queries import child_of, index_of, rows_of
        from sharewell.children.records.scoring import scorer
        from sharewell.children.search.look_ups import open_child
        from sharewell.domain.linkage.deciding import explain as explaining
        from sharewell.domain.linkage.deciding.decide import decide
        from sharewell.domain.linkage.weighing.compare import compare
        from sharewell.partners.context import seeing

        with seeing(organisation=member.organisation_id, person=member.user_id):
            index = index_of(member.organisation, into)
            both = [child_of(index, reference) for reference in (one, other)]
            if both[0].pk == both[1].pk:
                raise NothingAsked(f"{one} and {other} are one child in the index.")
            meant = purpose or _first_purpose(index, now)
            for child in both:
                open_child(child=child, purpose=meant, reason=reason, by=member, at=now)
            # As a search does: each child by the row of it that agrees best.
            said = [[facts.row(row.told) for row in rows_of(child)] for child in both]
            pairs = (compare(scorer(index).model, *rows) for rows in product(*said))
            compared = max(pairs, key=lambda each: each.weight)
    decision = decide(compared)
    if as_json:
        body: dict[str, Any] = {"decision": decision.outcome, "because": decision.because, "weight": compared.weight}
        body |= {"probability": compared.probability, "fields": [asdict(each) for each in explaining.table(compared)]}
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        printed.show(printed.Line(sentence) for sentence in explaining.in_words(compared, decision))


def _first_purpose(index: Any, now: Any) -> str:
    from sharewell.children.records.policies import policy_at

    return policy_at(index, now).purposes[0]


def _told(candidate: Candidate) -> dict[str, Any]:
    return {
        "reference": candidate.reference,
        "weight": round(candidate.weight, 4),
        "probability": candidate.compared.probability,
        "details": dict(candidate.told),
        "agreement": {step.field.name: step.agreement for step in candidate.compared.steps},
    }


def _lines(found: Found) -> Iterator[printed.Line]:
    if not found.candidates:
        yield printed.Line("Nobody in the index agrees with what was asked.")
    for each in found.candidates:
        told = each.told
        name = " ".join(filter(None, (told.get("forename"), told.get("surname"))))
        known = ", ".join(filter(None, (name, told.get("birth_date"), told.get("postcode"))))
        yield printed.Line(f"{each.reference}  {known}", "bold")
        said = "; ".join(f"{step.field.name.replace('_', ' ')} {step.agreement}" for step in each.compared.steps)
        yield printed.Line(f"{each.weight:+.1f} bits: {said}", indent=2)
