"""How gunicorn runs the web: its settings, under the names it looks for. `serving` starts it."""

import gc
from typing import Any

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


def pre_request(worker: Any, request: Any) -> None:
    """A worker with more to do than it has threads ends the connection with its answer: whoever comes again is taken by
    the worker that is free. Connections are kept, and the worker that wakes first takes all that come at once: it would
    do the work of both on one processor."""
    waiting_for_words = len(worker.keepalived_conns) + len(worker.pending_conns)
    if worker.nr_conns - waiting_for_words > threads:
        request.force_close()


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
