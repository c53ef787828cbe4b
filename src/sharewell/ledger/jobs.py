"""The ledger's job: sign what is new, and have partners cosign it."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from sharewell.ledger.actions import make_checkpoint
from sharewell.ledger.witnesses import ask_all

log = logging.getLogger(__name__)


def sign_and_ask(*, at: datetime) -> None:
    """Sign the ledger where something is new, and ask whoever has not cosigned the latest checkpoint yet."""
    checkpoint = make_checkpoint(at=at)
    if checkpoint is None:
        return
    for name, wrong in ask_all(checkpoint, at=at).items():
        if wrong:
            log.warning("The ledger’s checkpoint of %s leaves has no cosignature of %s.", checkpoint.size, name)


@app.periodic(cron=f"* * * * * */{settings.LEDGER_SECONDS}")
@app.task(queueing_lock="sign the ledger")
def sign_the_ledger(timestamp: int) -> None:
    sign_and_ask(at=timezone.now())
