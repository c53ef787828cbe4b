"""Systems that ask with a token, and the request they send."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from typing import Any

from django.test import Client

from sharewell.api.actions import make_token
from sharewell.partners.models import Membership
from tests.sharing.cast import answers, now, today


class System:
    """Sends what it is told with its token, and a new key unless it is given one."""

    def __init__(self, token: str) -> None:
        self.token, self.client = token, Client()

    def get(self, path: str) -> Any:
        return self.client.get(f"/api/{path}", headers={"Authorization": f"Bearer {self.token}"})

    def post(self, path: str, body: Any, *, key: uuid.UUID | str | None = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(key or uuid.uuid4())}
        sent = body if isinstance(body, bytes) else json.dumps(body)
        return self.client.post(f"/api/{path}", sent, content_type="application/json", headers=headers)


def token_of(membership: Membership) -> str:
    return make_token(name="case system", until=today() + timedelta(days=30), by=membership, at=now(), key=uuid.uuid4())


def asked(**changes: Any) -> dict[str, Any]:
    """The request of the pages' tests, as a system sends it."""
    stated = answers(**changes)
    del stated["detailed"]
    return stated
