"""The words of an answer: each item's reason in one or two plain sentences, with its clauses."""

from __future__ import annotations

from sharewell.domain.answer import Change, State
from sharewell.domain.deciding.routes import Piece, Route

Worded = tuple[tuple[str, ...], str, tuple[Change, ...]]  # clauses, sentence, what would change it


def word(listed: str | None, state: State, route: Route | None, pieces: tuple[Piece, ...]) -> Worded:
    """Reasons as people read them. `listed` is the clause that lists the item, cited with what may go."""
    clauses = [*([listed] if listed else []), *([route.clause] if route else [])]
    clauses += [clause for piece in pieces for clause in piece.clauses]
    own = (route.clause,) if route else ()
    changes = [Change(f"It could go if {p.change}.", _once((*own, *p.clauses))) for p in pieces if p.change]
    return _once(clauses), _SENTENCES[state](route, pieces), tuple(dict.fromkeys(changes))


def whichever(reasons: list[Worded]) -> Worded:
    """One reason for an item whose reason turns on what is not known, though its answer does not."""
    distinct = list(dict.fromkeys(reasons)) if len(reasons) > 1 else reasons
    if len(distinct) == 1:
        return distinct[0]
    clauses = _once([clause for cited, _, _ in distinct for clause in cited])
    sentences = dict.fromkeys([sentence for _, sentence, _ in distinct])
    because = "Whatever the answer to what is not known: " if len(sentences) > 1 else ""
    changes = dict.fromkeys([change for _, _, changes in distinct for change in changes])
    return clauses, because + " Or: ".join(sentences), tuple(changes)


def _once(clauses: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(clauses))


def _open(route: Route | None, pieces: tuple[Piece, ...]) -> str:
    assert route is not None
    why = "; ".join(_cited(p) for p in pieces if p.words)
    return f"{route.clause} lets it go{': ' if why else ''}{why}."


def _waiting(route: Route | None, pieces: tuple[Piece, ...]) -> str:
    assert route is not None
    waits = [gate.waiting for gate in route.waits]
    for_what = " and ".join(_cited(p) for p in pieces if p in waits)
    why = "; ".join(_cited(p) for p in pieces if p.words and p not in waits)
    return f"{route.clause} lets it go once {for_what}{': ' if why else ''}{why}."


def _need(route: Route | None, pieces: tuple[Piece, ...]) -> str:
    assert route is not None
    return f"{route.clause} lets it go once {' and '.join(_cited(p) for p in pieces if p.need)}."


def _closed(route: Route | None, pieces: tuple[Piece, ...]) -> str:
    return " ".join(dict.fromkeys(p.words for p in pieces if p.words)) or "No clause lets it go."


def _cited(piece: Piece) -> str:
    return f"{piece.words} ({', '.join(piece.clauses)})" if piece.clauses else piece.words


_SENTENCES = {State.OPEN: _open, State.WAITING: _waiting, State.NEED: _need, State.CLOSED: _closed}
