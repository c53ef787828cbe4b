"""The API does what its own description says, whoever asks: cases made from it, right ones and wrong ones.

SHAREWELL_CASES is how many; `make drill` asks for more.
"""

import os
import uuid
from copy import deepcopy

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS, load_all_checks

from sharewell.api.fhir import fhir
from sharewell.api.routes import api
from sharewell.partners.models import Capacity
from tests.api.systems import asked, token_of
from tests.sharing.cast import now, today

CASES = int(os.environ.get("SHAREWELL_CASES", "240"))
OWN = "whose request it is"
ASKERS = (OWN, *Capacity)
MODES = tuple(schemathesis.GenerationMode)
load_all_checks()
# What a right form says may still be refused: whether a request makes sense is the domain's to say.
NOT_MEANT = CHECKS.get_by_names(["positive_data_acceptance"])


@pytest.fixture
def known(published, transactional_db):
    """A request of one organisation, which the cases name again and again, whoever sends them."""
    from sharewell.sharing import actions

    by = published("health.visitor")
    begun = actions.begin(by=by, on=today(), answers=asked(reference="K-THEIRS"))
    return actions.decide(interview=begun.pk, by=by, at=now()).reference


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize(
    ("of", "asker"),
    [*((api, asker) for asker in ASKERS), (fhir, OWN)],
    ids=lambda each: getattr(each, "urls_namespace", each),
)
def test_every_case_is_answered_as_described(site, published, known, of, asker, mode):
    by, own = published("health.visitor" if asker == OWN else "social.worker"), asker == OWN
    if not own:
        by.capacity = asker
        by.save(update_fields=["capacity"])
    token = token_of(by)
    described = schemathesis.openapi.from_dict(deepcopy(of.get_openapi_schema()))
    # What an address says besides its parameters is ignored, as the web does: such a case would not be a wrong one.
    described.config.generation.update(allow_extra_parameters=False)
    right = mode is schemathesis.GenerationMode.POSITIVE
    bodies = st.sampled_from([None, asked(), {"items": [{"item": "name"}], "how": "by telephone", "given_to": "Ms X"}])

    @settings(
        max_examples=max(1, CASES // len(ASKERS) // len(MODES)),
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=CASES <= 240,
        print_blob=False,
    )
    @given(case=described.as_strategy(generation_mode=mode), named=st.booleans(), body=bodies)
    def answered(case, named, body):
        if right and named and "reference" in case.path_parameters:
            case.path_parameters["reference"] = known
        if right and body and of is api and case.method == "POST":
            case.body = body
            case.headers["Idempotency-Key"] = str(uuid.uuid4())
        response = case.call_and_validate(
            base_url=site, headers={"Authorization": f"Bearer {token}"}, excluded_checks=NOT_MEANT
        )
        assert response.status_code < 500
        assert own or "K-THEIRS" not in response.text

    answered()
