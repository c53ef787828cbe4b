"""How gunicorn runs the web: its settings, under the names it looks for. `serving` starts it."""

import gc

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
    # What is imported stays: it need not be looked through again and again for garbage, nor every 700 new objects,
    # which a page makes ten times over. A twelfth of a page's time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    await_turn()
    run()
