"""The jobs that keep the line of jobs itself in order."""

from __future__ import annotations

from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from sharewell.project.jobs import STALLED

KEPT_FAILED = 30 * 24  # hours


@app.periodic(cron="* * * * * */15")
@app.task(queueing_lock="take over stalled jobs", pass_context=True)
async def take_over_stalled(context: JobContext, timestamp: int) -> None:
    """Put in line again what a killed process had begun."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        await manager.retry_job(job)


@app.periodic(cron="30 3 * * *")
@app.task(queueing_lock="forget old jobs", pass_context=True)
async def forget_old(context: JobContext, timestamp: int) -> None:
    """A job that is done is forgotten at once; one that failed is kept for whoever looks into it."""
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_FAILED, include_failed=True)
