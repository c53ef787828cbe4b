from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from sharewell.once.models import Posted

KEPT = timedelta(days=7)  # a page open for longer has lost its session


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="forget forms that were sent")
def forget_posted(timestamp: int) -> None:
    Posted.objects.filter(at__lt=timezone.now() - KEPT).delete()
