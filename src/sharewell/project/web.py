"""How gunicorn runs the web: its settings, under the names it looks for. `serving` starts it."""

from sharewell.project.logs import CONSOLE

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


if __name__ == "__main__":
    from gunicorn.app.wsgiapp import run

    from sharewell.project.supervising import await_turn
    from sharewell.project.wsgi import warm

    warm()
    await_turn()
    run()
