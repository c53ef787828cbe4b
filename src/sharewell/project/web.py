"""How gunicorn runs the web: its settings, under the names it looks for. `serving` starts it."""

from sharewell.project.logs import CONSOLE
from sharewell.project.supervising import end_with_supervisor

workers, threads = 2, 4
preload_app = True  # a worker that takes the place of a killed one is there at once
control_socket_disable = True
loglevel = "warning"
logconfig_dict = {
    **CONSOLE,
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"gunicorn.error": {"handlers": ["console"], "level": "WARNING", "propagate": False}},
}
graceful_timeout = 20


def on_starting(server: object) -> None:
    end_with_supervisor()
