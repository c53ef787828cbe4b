"""When an invented child was born, when its record ends, and when in that night it is destroyed."""

from datetime import date, datetime, time

from django.utils import timezone

BORN, NINETEEN = date(2015, 5, 1), date(2034, 5, 1)


def night(day):
    return timezone.make_aware(datetime.combine(day, time(0, 20)))
