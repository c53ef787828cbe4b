"""The web application, for gunicorn. `sharewell serve` starts it once the database is durable and up to date."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
application = get_wsgi_application()


def warm() -> None:
    """Import now what the first requests would: views, templates' environments, and what readiness compares with."""
    from django.db.migrations.loader import MigrationLoader
    from django.template import engines
    from django.urls import get_resolver

    get_resolver().url_patterns  # noqa: B018 (reading it imports every view)
    engines.all()
    MigrationLoader(None)
