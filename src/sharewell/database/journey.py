"""Several statements in one journey to the server and back: libpq's pipeline mode.

A journey costs the web, the system and the server more than most statements do. psycopg's own `pipeline()` sends each
statement by itself as it comes, and saves none of that. What is prepared stays psycopg's to know: it is asked here just
as its cursors ask, so that each may use what the other prepared.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from time import perf_counter, sleep
from typing import Any, Final

from psycopg import Connection, OperationalError, errors
from psycopg._preparing import Prepare
from psycopg._queries import PostgresQuery
from psycopg.abc import PQGen
from psycopg.abc import Transformer as Reader
from psycopg.adapt import Transformer
from psycopg.generators import fetch, fetch_many, send
from psycopg.pq import ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from sharewell.database.beside import step

Rows = list[tuple[Any, ...]]
Statement = tuple[str, Sequence[Any]]

# The system may then run whoever waits for this processor. macOS has no way of its own to say so.
_give_way: Callable[[], object] = getattr(os, "sched_yield", lambda: sleep(0))
_AWAKE: Final = 0.5e-3
"""Seconds in which most statements are answered."""
_NEEDED: Final = 20e-6
"""Seconds after which who gave the processor up has it back where nobody else wanted it."""


def carry(connection: Connection[Any], statements: Sequence[Statement]) -> list[Rows]:
    """The rows that each statement answers with, none for one that answers with none.

    Begins a transaction first where the connection is to be in one. Raises the error of the first statement that fails;
    the server does none of those after it.
    """
    reader = Transformer(connection)
    queries = [PostgresQuery(reader) for _ in statements]
    for query, (sql, params) in zip(queries, statements, strict=True):
        query.convert(sql, params)  # each before any is sent, for it may raise
    with connection.lock:
        try:
            answers, failed = connection.wait(_there_and_back(connection, queries))
        except BaseException:
            connection.close()  # an answer may still be on its way
            raise
    if failed is not None:
        raise errors.error_from_result(failed, encoding=reader.encoding)
    return [_rows(reader, answer) for answer in answers]


def _there_and_back(
    connection: Connection[Any], queries: Sequence[PostgresQuery]
) -> PQGen[tuple[list[PGresult], PGresult | None]]:
    """The answer to each query, and the first failure of anything that was sent."""
    server, register = connection.pgconn, connection._prepared
    begins = not connection.autocommit and server.transaction_status == TransactionStatus.IDLE
    if len(queries) == 1 and not begins:
        how, name = register.get(queries[0])
        if how is Prepare.YES:
            return (yield from _alone(connection, queries[0], name))
    answering, prepared = [], []  # whether each message has an answer that was asked for; what is prepared by this
    server.enter_pipeline_mode()
    if begins:
        server.send_query_params(connection._get_tx_start_command(), None)
        answering.append(False)
    for query in queries:
        how, name = register.get(query)
        if how is Prepare.SHOULD:
            server.send_prepare(name, query.query, param_types=query.types)
            answering.append(False)
            prepared.append(register.key(query))
        if how is Prepare.NO:
            server.send_query_params(query.query, query.params, param_types=query.types, param_formats=query.formats)
        else:
            server.send_query_prepared(name, query.params, param_formats=query.formats)
        answering.append(True)
        register.maybe_add_to_cache(query, how, name)
    server.pipeline_sync()
    yield from send(server)
    _listen(server)
    results: list[PGresult] = []
    for _ in answering:
        results += yield from fetch_many(server)
    yield from fetch(server)  # that this was all
    if len(results) != len(answering):
        raise OperationalError("the server did not answer every statement")
    server.exit_pipeline_mode()
    failed = next((result for result in results if result.status == ExecStatus.FATAL_ERROR), None)
    if failed is None:
        register._rotate()
        yield from register.maintain_gen(connection)
    else:
        for key in prepared:  # perhaps not, after all
            register._names.pop(key, None)
    return [result for result, asked in zip(results, answering, strict=True) if asked], failed


def _alone(
    connection: Connection[Any], query: PostgresQuery, name: bytes
) -> PQGen[tuple[list[PGresult], PGresult | None]]:
    """One statement that is prepared, without the pipeline: it would make the journey a tenth longer."""
    connection.pgconn.send_query_prepared(name, query.params, param_formats=query.formats)
    yield from send(connection.pgconn)
    _listen(connection.pgconn)
    (answer,) = yield from fetch_many(connection.pgconn)
    connection._prepared.maybe_add_to_cache(query, Prepare.YES, name)
    return [answer], answer if answer.status == ExecStatus.FATAL_ERROR else None


def _listen(server: PGconn) -> None:
    """Wait for an answer without falling asleep: with what is at hand; then for as long as most answers take, while
    nobody else needs the processor.

    To wake a processor that rests, the server's or ours, takes longer than most statements do.
    """
    while server.is_busy() and step():
        server.consume_input()
    begun = now = perf_counter()
    while server.is_busy() and now - begun < _AWAKE:
        _give_way()
        server.consume_input()
        before, now = now, perf_counter()
        if now - before > _NEEDED:
            break


def _rows(reader: Reader, answer: PGresult) -> Rows:
    if answer.status != ExecStatus.TUPLES_OK:
        return []
    reader.set_pgresult(answer)
    return reader.load_rows(0, answer.ntuples, tuple)
