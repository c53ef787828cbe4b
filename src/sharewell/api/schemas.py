"""What goes in and what comes out. Whether a request makes sense is the domain's to say, not a schema's."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from sharewell.domain.answer import Outcome

# Days stay words here: the domain reads them, and says what is wrong with one. A year without a century is none.
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", json_schema_extra={"format": "date"})]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Written = Annotated[dict[str, dict[str, str]], Field(description="record -> what it must state -> the words")]


class Strict(Schema):
    model_config = ConfigDict(extra="forbid", strict=True)


# --- in -------------------------------------------------------------------------------------------------


class Named(Strict):
    item: Words
    what: Words | None = None


class AskedItem(Named):
    needed: bool | None = None
    smallest_count: Annotated[int, Field(ge=0, le=10**12)] | None = None


class Requester(Strict):
    organisation: Words
    role: Words | None = None


class Consent(Strict):
    by: Words
    state: Words
    explicit: bool | None = None
    date: Day | None = None
    items: list[Named] | None = None
    recipients: list[Words] | None = None


class Paper(Strict):
    kind: Words
    complete: bool | None = None
    date: Day | None = None
    addressed_to: Words | None = None
    recipient: Words | None = None
    due: Day | None = None
    items: list[Named] | None = None


class Manager(Strict):
    decision: Words | None = None
    exceptional_reason: str | None = None


class Stated(Strict):
    """A request as `sharewell decide` reads it. What is not stated is unknown, and unknown is not false."""

    protocol: Words
    requester: Requester
    purpose: Words
    subject: dict[str, Any] | None = Field(description="null: nobody is named")
    items: Annotated[list[AskedItem], Field(min_length=1, max_length=1000)]
    facts: dict[str, bool | None] | None = None
    consents: list[Consent] | None = None
    evidence: list[Paper] | None = None
    holder: Words | None = Field(None, description="your own organisation, which it is without saying")
    date: Day | None = Field(None, description="today, where it is not said")


class Ask(Stated):
    manager: Manager | None = None


class NewRequest(Stated):
    reference: Annotated[str, Field(max_length=100)] = Field("", description="your own, of the person; never a name")


class NewDisclosure(Strict):
    items: Annotated[list[Named], Field(min_length=1, max_length=1000)]
    how: Annotated[str, Field(min_length=1, max_length=100)]
    given_to: Words
    records: Written = {}


class NewRefusal(Strict):
    records: Written = {}
    nothing_shared: bool = Field(False, description="also what might have gone was not shared")


class NewReason(Strict):
    reason: Annotated[str, Field(min_length=1, max_length=2000, description="why it cannot wait for a manager")]


class NewFulfilment(Strict):
    disclosure: Annotated[int, Field(ge=1, le=10**6, description="its place among the request's disclosures, from 1")]
    clause: Words
    what: Words


# --- out ------------------------------------------------------------------------------------------------


class AnsweredItem(Schema):
    item: str
    what: str | None = None
    clauses: list[str]
    because: str


class Following(Schema):
    what: str
    due: date | None
    clause: str


class Question(Schema):
    fact: str
    ask: str


class Change(Schema):
    change: str
    clauses: list[str]


class TextNamed(Schema):
    id: str
    edition: date
    hash: str


class Answer(Schema):
    """As `sharewell decide --json` answers."""

    outcome: Outcome
    level: str | None = None
    share: list[AnsweredItem]
    waiting: list[AnsweredItem]
    withhold: list[AnsweredItem]
    needs: list[str]
    carries: list[str]
    records: list[str]
    follow_up: list[Following]
    warnings: list[str]
    questions: list[Question]
    would_change: list[Change]
    escalate: list[str]
    clauses: list[str]
    law: list[str]
    protocol: TextNamed


class ListedRequest(Schema):
    reference: str
    protocol: str
    recipient: str
    made_at: datetime
    outcome: Outcome


class Requests(Schema):
    requests: list[ListedRequest]
    page: int
    pages: int


class Wanted(Schema):
    """A record that the text asks for, and what it must state."""

    code: str
    name: str
    fields: list[str]


class Shared(Schema):
    at: datetime
    items: list[AnsweredItem]
    how: str
    given_to: str
    records: dict[str, dict[str, str]]


class Withheld(Schema):
    at: datetime
    items: list[AnsweredItem]
    records: dict[str, dict[str, str]]


class Request(Schema):
    reference: str
    your_reference: str
    protocol: str
    recipient: str
    made_at: datetime
    decided_for: date
    answer: Answer
    left_to_share: list[AnsweredItem]
    left_to_refuse: list[AnsweredItem]
    records_when_shared: list[Wanted]
    records_when_refused: list[Wanted]
    disclosures: list[Shared]
    refusals: list[Withheld]


class Due(Schema):
    protocol: str
    reference: str
    what: str
    bearer: str
    clause: str
    due: date | None
    done_on: date | None
    state: Literal["open", "late", "done"]
    why: str


class Dues(Schema):
    due: list[Due]


class Protocol(Schema):
    id: str
    title: str
    edition: date
    hash: str


class Protocols(Schema):
    protocols: list[Protocol]


class Receipt(Schema):
    number: int
    act: str
    at: datetime
    ready: bool = Field(description="whether it can be fetched yet: a receipt is there once the ledger was signed")


class Receipts(Schema):
    receipts: list[Receipt]
