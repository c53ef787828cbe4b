"""The web application, for gunicorn. `sharewell serve` starts it once the database is durable and up to date."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharewell.project.settings")
application = get_wsgi_application()
