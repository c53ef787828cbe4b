"""What somebody of another organisation learns of who else knows a shielded child: nothing, at any door of the pages.

In one world its one row lies there untouched; in the other a further organisation delivered it too, works with it,
leads for it, reported it missing, doubted it, looked it up and opened it. Statuses, pages, headers and the number of
statements to the database are compared, and what was written is undone after each.
"""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from sharewell.children.around import doubting, involving, missing
from sharewell.children.around.involving import Contact
from sharewell.children.guarding import emergency, shielding
from sharewell.children.intake.actions import found, register
from sharewell.children.models import Child, Doubt
from sharewell.children.records import ending
from sharewell.children.search import look_ups
from sharewell.partners.models import Capacity, Membership
from tests.children.browsing import WHY, plain
from tests.sharing.cast import COUNCIL, POLICE, TRUST, now, today

pytestmark = pytest.mark.django_db

SEEN = {"forename": "Ann", "surname": "Quintrell", "birth_date": "2015-05-01", "sex": "f"}
HERE, THERE = {"postcode": "TQ13 8DF"}, {"postcode": "N17 8HG", "aliases": "Bo Sample", "phone": "01632 960999"}
BORN = {"birth_date-year": "2015", "birth_date-month": "5", "birth_date-day": "1"}
EARLY = {"since-day": "1", "since-month": "1", "since-year": "2024"}
NOTES = {
    "lead": {"name": "Cy Lane"} | EARLY,
    "assessment": {"holder": "Early Help"} | EARLY,
    "involvement": {"service": "speech therapy", "contact": "Cy Lane", "grounds": "none"} | EARLY,
    "missing": {"sure": "yes"},
    "longer": {"longer": "yes"},
}
OF_THE_CHILD = ("", "/looked", "/receipts", "/destroyed", "/doubt", "/transfer", "/shield", "/unshield")
LISTS = ("", "/found?all=1", "/review", "/guarded", "/missing", "/transfers", "/doubts", "/openings", "/load")
EXTRACT = "id,forename,surname,dob,postcode\n1,{},Quintrell,2015-05-0{},N17 8HG\n2,Bo,Sample,2014-02-03,N17 8HG\n"
# Numbers and references of what each request makes anew, and the moment.
_NEW = re.compile(r"C(-[2-9B-Z]{4}){3}|\d+:\d\d[ap]m|(?<=/review/)\d+|(?<=/load/)\d+|not-taken-in-\d+")
_OF_EACH_ANSWER = {"X-Request-ID", "Content-Security-Policy", "Content-Length", "Location"}


@pytest.fixture
def cast(published):
    rows = Membership.objects.select_related("organisation", "user")
    return {name: rows.filter(organisation__name=name)[0] for name in (COUNCIL, TRUST, POLICE)}


@pytest.fixture
def index(cast):
    partners = [cast[name].organisation for name in (TRUST, POLICE)]
    told = {"area": "Haringey", "protocol": "haringey/childrens-index", "partners": partners}
    return found(name="Children of Haringey", by=cast[COUNCIL], at=now(), **told)


def deliver(index, by, details):
    return register(index=index, details=details, source="roll", record="1", by=by, at=now()).child


def surround(index, cast, child):
    """What a further organisation knows and does, and what the first says now."""
    by = cast[POLICE]
    deliver(index, cast[COUNCIL], SEEN | THERE)
    deliver(index, by, SEEN | THERE)

    def signed():
        return {"child": child, "by": by, "at": now(), "key": uuid4()}

    involving.involve(service="speech therapy", contact=Contact("Zed Zander"), since=date(2025, 1, 1), **signed())
    involving.lead(who=Contact("Zed Zander"), since=date(2025, 3, 1), **signed())
    involving.mark_assessment(holder="Early Help", since=date(2025, 3, 1), **signed())
    involving.raise_concern(contact="Zed Zander", told=True, review_by=today() + timedelta(days=20), **signed())
    missing.report(**signed())
    doubting.doubt(fields=["forename"], should_be={"forename": "Anna"}, **signed())
    look_ups.open_child(child=child, by=by, at=now(), **WHY)
    asked = emergency.ask_to_open(ground="significant-harm", why="x", **signed())
    emergency.confirm(asked=asked, by=by, at=now(), key=uuid4())


def everything(client, child):
    """Each request that somebody may try, by its name."""

    def load(text, then=""):
        file = SimpleUploadedFile("a.csv", text.encode())
        loaded = post("/children/load", how="each", source="roll", file=file)
        return client.get(then) if then else loaded

    def post(address, **form):
        return client.post(address, {"key": str(uuid4())} | form, follow=True)

    own = f"/children/{child.reference}"
    for address in [f"/children{each}" for each in LISTS] + [f"{own}{each}" for each in OF_THE_CHILD]:
        yield address, lambda address=address: client.get(address)
    for kind, form in NOTES.items():
        yield f"note {kind}", lambda kind=kind, form=form: post(f"{own}/note/{kind}", **form)
    for deed in ("shield", "unshield", "part", "number"):
        yield deed, lambda deed=deed: post(f"{own}/{deed}", ground="g", views="v")
    for number in range(1, 5):
        yield f"undo {number}", lambda number=number: post(f"/children/joined/{number}/undo")
        yield f"pair {number}", lambda number=number: client.get(f"/children/review/{number}")
        for kind in ("involvement", "lead", "concern", "assessment"):
            yield f"end {kind}", lambda number=number, kind=kind: client.get(f"{own}/end/{kind}/{number}")
    for text in (EXTRACT.format("Ann", 1), EXTRACT.format("Anne", 2)):
        yield "load", lambda text=text: load(text)
        yield "load, then look", lambda text=text: load(text, "/children/review")
    for where in ({}, HERE, {"postcode": THERE["postcode"]}):
        told = {"forename": "Ann", "surname": "Quintrell"} | BORN | where
        yield f"add {where}", lambda told=told: post("/children/add", **told)


def answered(client, child):
    client.post("/children", {"forename": "Ann", "surname": "Quintrell"} | BORN | WHY)
    client.get("/children/found?all=1")
    told = []
    for name, ask in everything(client, child):
        with transaction.atomic():
            with CaptureQueriesContext(connection) as statements:
                page = ask()
            headers = {k: v for k, v in page.headers.items() if k not in _OF_EACH_ANSWER}
            told.append((name, page.status_code, headers, len(statements), _NEW.sub("~", plain(page))))
            transaction.set_rollback(True)
    return told


def test_nobody_learns_who_else_knows_a_shielded_child(index, cast, client_of):
    child = deliver(index, cast[COUNCIL], SEEN | HERE)
    shielding.shield(child=child, ground="danger", views="child", by=cast[COUNCIL], at=now(), key=uuid4())
    child = Child.objects.get(pk=child.pk)
    Membership.objects.filter(pk=cast[TRUST].pk).update(capacity=Capacity.DESIGNATED_MANAGER)
    client = client_of(cast[TRUST].user.email.split("@")[0])
    answered(client, child)  # once before: what is prepared and remembered is so from then on
    first = answered(client, child)
    surround(index, cast, child)
    for before, after in zip(first, answered(client, child), strict=True):
        assert before == after
    assert sum(status == 200 for _, status, *_ in first) > 20  # else nothing is compared


def shield(child, cast):
    shielding.shield(child=child, ground="danger", views="child", by=cast[COUNCIL], at=now(), key=uuid4())


@pytest.fixture
def manager(cast, client_of):
    Membership.objects.filter(pk=cast[TRUST].pk).update(capacity=Capacity.DESIGNATED_MANAGER)
    return client_of(cast[TRUST].user.email.split("@")[0])


def test_what_somebody_said_a_hidden_detail_should_be_is_hidden_too(index, cast, manager):
    child = deliver(index, cast[TRUST], SEEN | HERE)
    told = {"fields": ["postcode"], "should_be": {"postcode": THERE["postcode"]}}
    doubt = doubting.doubt(child=child, **told, by=cast[POLICE], at=now(), key=uuid4())
    assert Doubt.objects.get() == doubt
    assert THERE["postcode"] in plain(manager.get(f"/children/doubts/{doubt.pk}"))
    shield(child, cast)
    page = manager.get(f"/children/doubts/{doubt.pk}")
    assert page.status_code == 200
    assert THERE["postcode"] not in plain(page)


def test_who_else_knew_a_shielded_child_is_not_told_when_its_record_has_ended(index, cast, manager):
    child = deliver(index, cast[COUNCIL], SEEN | HERE)
    deliver(index, cast[POLICE], SEEN | THERE)
    assert POLICE in plain(manager.get("/children/review"))
    shield(child, cast)
    assert POLICE not in plain(manager.get("/children/review"))
    assert len([*ending.destroy_due(index, at=now() + timedelta(days=9 * 366))]) == 1
    assert POLICE not in plain(manager.get("/children/review"))
