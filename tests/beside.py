"""Doing something beside the transaction of a test."""

from threading import Event, Thread

from django.db import connection


def meanwhile(deed, *, wait=1.0):
    """Begin something in a connection of its own, and give it some seconds to go as far as it can.

    What went wrong is in the list.
    """
    wrong, done = [], Event()

    def do():
        try:
            deed()
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()
            done.set()

    thread = Thread(target=do)
    thread.start()
    done.wait(wait)
    return thread, wrong
