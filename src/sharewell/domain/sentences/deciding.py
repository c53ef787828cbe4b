"""Sentence forms that decide: what may be shared, what stops it, what must come first, what it starts."""

from __future__ import annotations

from typing import Any

from sharewell.domain import rules
from sharewell.domain.rules import BarKind, WaitsFor
from sharewell.domain.sentences.defining import _carried, _plain
from sharewell.domain.sentences.form import Form, Hold
from sharewell.domain.words import code_of


def _before(levels: Any, condition: rules.Condition) -> rules.Rule:
    atom = condition.atoms[0]
    code = atom.fact if isinstance(atom, rules.FactIs) else code_of(condition.phrase)
    return rules.Before(levels=levels, condition=condition, code=code)


def _bar(kind: BarKind) -> Any:
    def makes(information: tuple[str, ...] | None = None, **values: Any) -> rules.Rule:
        return rules.Bar(kind=kind, levels=information, **values)

    return makes


PERMISSIONS = (
    Form(
        name="permission",
        family="what may be shared",
        pattern="{levels} information may be shared[ if {condition}].",
        makes=rules.Permission,
        example="Minimum information may be shared if the child is in danger.",
        purpose="A route: what may go, and when.",
    ),
    Form(
        name="permission to a recipient",
        family="what may be shared",
        pattern="{levels} information may be shared with {recipient}[ if {condition}].",
        makes=rules.Permission,
        example="Minimum information may be shared with the police if the child is in danger.",
        purpose="A route to one recipient or kind of recipient.",
    ),
    Form(
        name="permission without consent",
        family="what may be shared",
        pattern="{levels} information may be shared without consent with {recipient} if {condition}.",
        makes=lambda **values: rules.Permission(without_consent=True, **values),
        example="Personal information may be shared without consent with a party if the child is in danger.",
        purpose="A route that breaks confidence; a route with consent is used first if there is one.",
    ),
    Form(
        name="scope",
        family="what may be shared",
        pattern="This text covers {levels} information about a person aged {least:number} to {most:number}"
        "[ if {condition}].",
        makes=rules.Scope,
        example="This text covers personal information about a person aged 0 to 19.",
        purpose="Whom the text is about; both ages are included.",
    ),
    Form(
        name="no one person",
        family="what may be shared",
        pattern="{levels} information is about no one person.",
        makes=rules.Impersonal,
        example="Aggregate information is about no one person.",
        purpose="Information that may be shared only if it identifies nobody.",
    ),
)

CONDITIONS = (
    Form(
        name="before sharing",
        family="what must come first",
        pattern="{levels} information must not be shared before {condition}.",
        makes=_before,
        example="Personal information must not be shared before the family has been told.",
        purpose="What must be true first; until then the request is returned.",
    ),
    Form(
        name="small counts",
        family="what must come first",
        pattern="{levels} information with a smallest count from {least:number} to {most:number} must not be shared "
        "before {step}.",
        makes=rules.SmallCount,
        example="Aggregate information with a smallest count from 1 to 5 must not be shared before suppression.",
        purpose="A table that could identify a person is returned until the step has been taken.",
    ),
    Form(
        name="needs a paper",
        family="what must come first",
        pattern="Sharing under {routes:clauses} needs a complete {paper} that names the item.",
        makes=rules.NeedsPaper,
        example="Sharing under 4.5 needs a complete court order that names the item.",
        purpose="Without the paper the request is returned; an item the paper does not name stays closed.",
    ),
    Form(
        name="waits for approval",
        family="what must come first",
        pattern="Sharing under {routes:clauses} waits until a designated manager approves it"
        "[, unless {unless:condition}].",
        makes=lambda **values: rules.Wait(waits_for=WaitsFor.APPROVAL, **values),
        example="Sharing under 4.5 waits until a designated manager approves it, unless the child is in danger.",
        purpose="The request is referred to a manager, who may refuse it.",
    ),
    Form(
        name="waits for knowledge",
        family="what must come first",
        pattern="Sharing under {routes:clauses} waits until a designated manager is informed"
        "[, unless {unless:condition}].",
        makes=lambda **values: rules.Wait(waits_for=WaitsFor.KNOWLEDGE, **values),
        example="Sharing under 4.5 waits until a designated manager is informed.",
        purpose="The request is referred so that a manager knows of it; the manager cannot refuse it.",
    ),
    Form(
        name="also met",
        family="what must come first",
        pattern="{clause} is also met if {condition}.",
        makes=rules.AlsoMet,
        example="4.3 is also met if the child is in danger.",
        purpose="Another way to meet what a clause requires before sharing.",
    ),
)

BARS = (
    Form(
        name="nobody else",
        family="what must not be shared",
        pattern="{information} must not be shared with anyone other than {recipient}.",
        makes=_bar(BarKind.RECIPIENT),
        example="Information must not be shared with anyone other than a party.",
        purpose="Closes every route to other recipients.",
    ),
    Form(
        name="not with",
        family="what must not be shared",
        pattern="{information} must not be shared with {recipient}[ if {condition}].",
        makes=_bar(BarKind.TOWARDS),
        example="Personal information must not be shared with the police.",
        purpose="Closes every route to a recipient.",
    ),
    Form(
        name="no other purpose",
        family="what must not be shared",
        pattern="{information} must not be shared for a purpose that is not in {purposes_of:clause}.",
        makes=_bar(BarKind.PURPOSE),
        example="Information must not be shared for a purpose that is not in 3.6.",
        purpose="Closes every route for other purposes.",
    ),
    Form(
        name="not needed",
        family="what must not be shared",
        pattern="An item that the requester does not need must not be shared.",
        makes=_bar(BarKind.NEED),
        example="An item that the requester does not need must not be shared.",
        purpose="Need to know, item by item.",
    ),
    Form(
        name="not if",
        family="what must not be shared",
        pattern="{information} must not be shared if {condition}.",
        makes=_bar(BarKind.IF),
        example="Detailed information must not be shared if the child is in danger.",
        purpose="Closes every route while something is true.",
    ),
    Form(
        name="not unless",
        family="what must not be shared",
        pattern="{information} must not be shared unless {condition}.",
        makes=_bar(BarKind.UNLESS),
        example="Detailed information must not be shared unless the child is in danger.",
        purpose="Closes every route while something is not true.",
    ),
    Form(
        name="not under",
        family="what must not be shared",
        pattern="Sharing under {routes:clauses} must not go ahead if {condition}[, unless {unless:condition}].",
        makes=_bar(BarKind.IF),
        example="Sharing under 4.5 must not go ahead if a designated manager has refused it, unless the child is in "
        "danger.",
        purpose="Closes named routes while something is true.",
    ),
    Form(
        name="not under unless",
        family="what must not be shared",
        pattern="Sharing under {routes:clauses} must not go ahead unless {condition}.",
        makes=_bar(BarKind.UNLESS),
        example="Sharing under 4.5 must not go ahead unless the child is in danger.",
        purpose="Closes named routes while something is not true.",
    ),
    Form(
        name="only items",
        family="what must not be shared",
        pattern="Sharing under {routes:clauses} is of nothing but {items}.",
        makes=rules.OnlyItems,
        example="Sharing under 4.5 is of nothing but address.",
        purpose="Limits named routes to some items.",
    ),
    Form(
        name="serves only",
        family="what must not be shared",
        pattern="Sharing under {routes:clauses} serves {purpose} and no other purpose.",
        makes=rules.ServesOnly,
        example="Sharing under 4.5 serves legal proceedings and no other purpose.",
        purpose="Gives named routes a purpose of their own, which opens no other route.",
    ),
)

ORDER = (
    Form(
        name="prevails",
        family="order between clauses",
        pattern="{higher:clauses} prevails over {lower:clauses}.",
        makes=rules.Prevails,
        example="4.5 prevails over 4.3.",
        purpose="What a route prevails over cannot hold it up.",
    ),
    Form(
        name="prevail",
        family="order between clauses",
        pattern="{higher:clauses} prevail over {lower:clauses}.",
        makes=rules.Prevails,
        example="4.4 and 4.5 prevail over 4.3.",
        purpose="The same, of several clauses.",
    ),
    Form(
        name="rests on",
        family="order between clauses",
        pattern="Sharing under {routes:clauses} rests on {provisions:clauses}.",
        makes=rules.RestsOn,
        example="Sharing under 4.5 rests on Sch2(4).",
        purpose="The provisions of law that a route rests on; answers cite them.",
    ),
    Form(
        name="needs a basis",
        family="order between clauses",
        pattern="Information about one person must not be shared under a clause that rests on none of "
        "{provisions:clauses}.",
        makes=lambda provisions: rules.NeedsBasis(levels=None, provisions=provisions),
        example="Information about one person must not be shared under a clause that rests on none of Sch2.",
        purpose="For law: a route without a legal basis is closed.",
    ),
    Form(
        name="gateway",
        family="order between clauses",
        pattern="Sharing that rests on {provisions:clauses} must not go ahead unless {condition}.",
        makes=rules.Gateway,
        example="Sharing that rests on Sch2(4) must not go ahead unless the child is in danger.",
        purpose="For law: what a provision itself requires.",
    ),
    Form(
        name="way out",
        family="order between clauses",
        pattern="Where {condition} and this text refuses, the way out is {provisions:clauses}.",
        makes=rules.WayOut,
        example="Where the child is in danger and this text refuses, the way out is Sch2(4).",
        purpose="When sharing is refused in the face of serious harm, the refusal names what may still allow it.",
    ),
    Form(
        name="escalation",
        family="order between clauses",
        pattern="A refusal may be taken to {clauses}.",
        makes=rules.Escalation,
        example="A refusal may be taken to 4.3.",
        purpose="Where to take a refusal that somebody does not accept.",
    ),
)

RECORDS = (
    Form(
        name="record when shared",
        family="records",
        pattern="When information is shared[ under {routes:clauses}], the holder must make a {record}.",
        makes=rules.RecordWhenShared,
        example="When information is shared under 4.5, the holder must make a confidentiality record.",
        purpose="The record that must be made of a disclosure.",
    ),
    Form(
        name="record when withheld",
        family="records",
        pattern="When an item is withheld, the holder must make a {record}.",
        makes=rules.RecordWhenWithheld,
        example="When an item is withheld, the holder must make a confidentiality record.",
        purpose="The record that must be made of a refusal.",
    ),
    Form(
        name="record states",
        family="records",
        pattern="A {record} states:",
        makes=lambda record, entries: rules.RecordStates(record=record, fields=tuple(_plain(e) for e in entries)),
        example="A confidentiality record states:\n- the reasons\n- each person told",
        purpose="What a record must hold; each entry is asked for when the record is made.",
    ),
    Form(
        name="carries",
        family="records",
        pattern="Every disclosure carries:",
        makes=lambda entries: rules.Carries(items=tuple(code_of(_plain(e)) for e in entries)),
        declares=_carried,
        example="Every disclosure carries:\n- originating organisation",
        purpose="What travels with every disclosure.",
    ),
    Form(
        name="follow-up",
        family="records",
        pattern="When {clause} is met because {condition}, the holder must {act} within {period} of the disclosure.",
        makes=rules.FollowUp,
        example="When 4.6 is met because exceptional circumstances are recorded, the holder must tell the other "
        "parties within 1 working day of the disclosure.",
        purpose="A duty that begins when information is shared before approval.",
        hold=Hold.TIMED,
    ),
    Form(
        name="follow-up of a paper",
        family="records",
        pattern="A holder that gets a paper under {routes:clauses} must {act} by the day the paper names.",
        makes=rules.PaperFollowUp,
        example="A holder that gets a paper under 4.5 must tell the other parties by the day the paper names.",
        purpose="A duty that begins when a paper arrives.",
        hold=Hold.TIMED,
    ),
)

FORMS = PERMISSIONS + CONDITIONS + BARS + ORDER + RECORDS
