"""What is due as tasks of a calendar (RFC 5545). A task holds a clause and a reference, and nothing of anybody."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from hashlib import sha256

from icalendar import Calendar, Todo

from sharewell.matters.queries import Due


def calendar_of(rows: Iterable[Due], *, at: datetime, address: str) -> bytes:
    """The feed. `address` begins the link of each task: scheme and host."""
    calendar = Calendar()
    calendar.add("prodid", "-//Sharewell//Due//EN")
    calendar.add("version", "2.0")
    calendar.add("name", "Sharewell: due")
    for row in rows:
        calendar.add_component(_task(row, at, address))
    return bytes(calendar.to_ical())


def _task(row: Due, at: datetime, address: str) -> Todo:
    task = Todo()
    # The same at each fetch, so that a calendar changes the task it has instead of adding another.
    task.add("uid", f"{sha256(row.key.encode()).hexdigest()[:32]}@sharewell")
    task.add("dtstamp", at)
    task.add("summary", f"Clause {row.clause}, {row.reference}" if row.clause else row.reference)
    if row.due:
        task.add("due", row.due)
    task.add("status", "COMPLETED" if row.done_on else "NEEDS-ACTION")
    if row.done_on:
        task.add("completed", datetime.combine(row.done_on, time(), UTC))
    task.add("url", address)
    return task
