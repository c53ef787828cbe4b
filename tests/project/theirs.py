"""What an organisation may have, one of each kind, made as the service makes it. Strangers must learn nothing of it."""

from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.utils import timezone

from sharewell.api.actions import make_token
from sharewell.api.models import Token
from sharewell.children.around import doubting
from sharewell.children.guarding import emergency, shielding
from sharewell.children.intake.actions import found, register
from sharewell.children.models import Delivery, Joining, Possible
from sharewell.children.moves import transfers
from sharewell.ledger.acts import act
from sharewell.matters.models import Event, Matter
from sharewell.partners.models import Accreditation, Capacity, Membership
from sharewell.sharing import actions, emergencies
from tests.sharing.cast import HARM, answers


def theirs_of(by: Membership, colleague: Membership) -> dict[str, str]:
    """The ids of it all, by the kinds that `addresses.NOWHERE` names."""
    passkey = Authenticator.objects.create(
        pk=987654321, user=by.user, type=Authenticator.Type.WEBAUTHN, data={"name": "x"}
    )
    today, told = timezone.localdate(), answers(facts=HARM, reference="K-THEIRS")
    ended = actions.begin(by=by, on=today, answers=told)
    request = actions.decide(interview=ended.pk, by=by, at=timezone.now())
    opening = emergencies.break_glass(
        reference=request.reference,
        ground="significant-harm",
        reason="x",
        by=colleague,
        at=timezone.now(),
        key=uuid4(),
    )
    make_token(name="case system", until=today, by=by, at=timezone.now(), key=uuid4())
    matter = Matter.objects.get(standing=False)
    child, possible, joining = theirs_alone(by)
    asked, opened = opened_by(child, by)
    return {
        "child": child.reference,
        "possible": str(possible.pk),
        "joining": str(joining.pk),
        "override": str(asked.pk),
        "shielded": str(opened.pk),
        "delivery": str(delivered(child.index, by).pk),
        "doubt": str(doubted(child, by).pk),
        "offer": str(offered(child, by).pk),
        "request": request.reference,
        "interview": str(actions.begin(by=by, on=today, answers=told).pk),
        "matter": matter.reference,
        "event": str(Event.objects.filter(matter=matter).earliest("pk").pk),
        "membership": str(by.pk),
        "passkey": str(passkey.pk),
        "opening": str(opening.pk),
        "token": str(Token.objects.get().pk),
        "accreditation": str(Accreditation.objects.filter(user=by.user).earliest("pk").pk),
    }


def theirs_alone(by: Membership) -> tuple[Any, Any, Any]:
    """A child of an index in which nobody else takes part, a pair that waits for a decision, and a joining."""
    index = found(name="Theirs", area="X", protocol="haringey/childrens-index", partners=[], by=by, at=timezone.now())
    told = {"forename": "Elif", "surname": "Demirtas", "birth_date": "2015-05-01", "postcode": "N17 9LJ"}
    rows = [
        register(index=index, details=told | more, source="x", record=str(at), by=by, at=timezone.now()).child
        for at, more in enumerate(({}, {}, {"forename": "Eli", "birth_date": "2015-06-02"}))
    ]
    return rows[0], Possible.objects.get(), Joining.objects.get()


def opened_by(child: Any, by: Membership) -> tuple[Any, Any]:
    """Both steps of an opening of a child whom somebody shielded."""
    told: dict[str, Any] = {"by": by, "at": timezone.now()}
    shielding.shield(child=child, ground="danger", views="child", key=uuid4(), **told)
    asked = emergency.ask_to_open(child=child, ground="court-order", why="ordered", key=uuid4(), **told)
    return asked, emergency.confirm(asked=asked, key=uuid4(), **told)


def doubted(child: Any, by: Membership) -> Any:
    """A doubt of their own about what they said themselves."""
    told = {"fields": ["surname"], "should_be": {"surname": "Demirtasch"}}
    return doubting.doubt(child=child, by=by, at=timezone.now(), key=uuid4(), **told)


def offered(child: Any, by: Membership) -> Any:
    """An offer of it to another index of theirs, so that they may withdraw and answer it alike."""
    told = {"name": "Theirs, too", "area": "Y", "protocol": "haringey/childrens-index", "partners": []}
    there = found(**told, by=by, at=timezone.now())
    by.capacity = Capacity.DESIGNATED_MANAGER  # here alone: a role that offers records
    return transfers.offer(child=child, to=there, reason="lives-there", by=by, at=timezone.now(), key=uuid4())


def delivered(index: Any, by: Membership) -> Any:
    told = {"index": index, "organisation": by.organisation, "by": by.user, "at": timezone.now(), "key": uuid4()}
    row = Delivery(source="x", content="", outcomes={}, faults=[[1, "x", "Demirtas"]], **told)
    with act():
        row.save(by_action=True)
    return row
