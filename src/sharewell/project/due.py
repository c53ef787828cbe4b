"""What waits after sharing, told as `matters` tells what is due: the two apps do not know of one another."""

from datetime import date

from sharewell.matters.queries import Due
from sharewell.partners.models import Membership, Organisation
from sharewell.sharing import emergencies
from sharewell.sharing import queries as sharing


def after_sharing(*, viewer: Membership, on: date) -> list[Due]:
    """The follow-up duties of what was shared, and the requests that wait for a manager: those the viewer may see."""
    duties = [
        Due(
            key=f"{row.reference}|{row.clause}|{row.what}|{row.disclosure}",
            protocol=row.protocol,
            reference=row.reference,
            what=row.what,
            bearer=row.bearer,
            clause=row.clause,
            due=row.due,
            done_on=None,
            why=f"It follows from what was shared under {row.reference}.",
            address=("sharing:request", (row.reference,)),
        )
        for row in sharing.due(viewer, on=on)
    ]
    referred = [_referred(request, viewer.organisation) for request in sharing.waiting(viewer)]
    return duties + referred + [_opened(opening, viewer.organisation) for opening in emergencies.to_review(viewer)]


def _opened(opening: emergencies.Opening, organisation: Organisation) -> Due:
    return Due(
        key=f"{opening.request.reference}|opening|{opening.pk}",
        protocol=opening.request.protocol,
        reference=opening.request.reference,
        what=f"review the emergency opening of {opening.request.reference}",
        bearer=f"A second person of {organisation}",
        clause="",
        due=emergencies.review_due(opening),
        done_on=None,
        why="Somebody opened a record that was not theirs to see.",
        address=("sharing:opening", (str(opening.pk),)),
    )


def _referred(request: sharing.Request, organisation: Organisation) -> Due:
    first = sharing.latest_decision(request).answer["waiting"][0]
    return Due(
        key=f"{request.reference}|manager",
        protocol=request.protocol,
        reference=request.reference,
        what=f"decide on request {request.reference}",
        bearer=f"A designated manager of {organisation}",
        clause=first["clauses"][-1],
        due=None,
        done_on=None,
        why=first["because"],
        address=("sharing:request", (request.reference,)),
    )
