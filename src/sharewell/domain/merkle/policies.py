"""Whom to believe: a policy file of c2sp.org/tlog-policy, which names logs, witnesses and how many must have cosigned.

    log <key> [<address>]
    witness <name> <key> [<address>]
    group <name> all|any|<number> <name>...
    quorum <name>|none

Names are octets and are compared as such; `surrogateescape` keeps those that are no UTF-8 apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from inspect import signature

from sharewell.domain.errors import BadInput
from sharewell.domain.merkle import checkpoints
from sharewell.domain.merkle.checkpoints import Checkpoint
from sharewell.domain.merkle.cosignatures import signers, strangers
from sharewell.domain.merkle.keys import BadKey, Key, Kind, read_key
from sharewell.domain.merkle.notes import Note, Signature

LARGEST = 1_000_000  # bytes
NONE = "none"
LOG_KINDS = (Kind.NOTE, Kind.COSIGNATURE_ML_DSA)
WITNESS_KINDS = (Kind.COSIGNATURE, Kind.COSIGNATURE_ML_DSA)


class BadPolicy(BadInput):
    """The policy file is not written as one: the fault of who wrote it."""


class NotTrusted(BadInput):
    """A checkpoint that the policy does not believe."""


@dataclass(frozen=True, slots=True)
class Party:
    """A log or a witness, and the address where it is reached, if the file gives one."""

    key: Key
    url: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    least: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    logs: tuple[Party, ...] = ()
    witnesses: Mapping[str, Party] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    @property
    def keys(self) -> list[Key]:
        return [party.key for party in (*self.logs, *self.witnesses.values())]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trusted:
    """A checkpoint that a policy believes."""

    checkpoint: Checkpoint
    log: Key
    witnessed: Mapping[str, int]  # the policy's name for each witness that cosigned, and when, in seconds since 1970
    strangers: tuple[Signature, ...]  # signatures by nobody in the policy: they count for nothing


def judged(note: Note, policy: Policy) -> Trusted:
    """The checkpoint in a note. Raises NotTrusted, BadNote where a signature is false, BadCheckpoint."""
    checkpoint = checkpoints.read(note.text)
    signed = signers(note, policy.keys)
    log = next((log.key for log in policy.logs if log.key in signed and log.key.name == checkpoint.origin), None)
    if log is None:
        known = [log.key.name for log in policy.logs]
        if checkpoint.origin in known:
            raise NotTrusted(f"The checkpoint says it is of {checkpoint.origin}, whose key did not sign it.")
        raise NotTrusted(f"The checkpoint is of {checkpoint.origin}; you trust {', '.join(known) or 'no log'}.")
    witnessed = {name: signed[witness.key] for name, witness in policy.witnesses.items() if witness.key in signed}
    if not is_met(policy, witnessed):
        names = ", ".join(witnessed) or "nobody"
        raise NotTrusted(f"Not enough witnesses cosigned the checkpoint: {names} did; the quorum is {policy.quorum}.")
    return Trusted(checkpoint=checkpoint, log=log, witnessed=witnessed, strangers=strangers(note, policy.keys))


def is_met(policy: Policy, witnessed: Container[str]) -> bool:
    """Are these witnesses a quorum?"""

    def holds(name: str) -> bool:
        group = policy.groups.get(name)
        return name in witnessed if group is None else sum(map(holds, group.members)) >= group.least

    return policy.quorum == NONE or holds(policy.quorum)


def of_logs(keys: Iterable[Key]) -> Policy:
    """The policy that believes these logs on their own word."""
    return Policy(logs=tuple(Party(key) for key in keys))


def read(policy: bytes) -> Policy:
    """Raises BadPolicy, which names the line."""
    if len(policy) > LARGEST:
        raise BadPolicy(f"The policy has more than {LARGEST:,} bytes.")
    if re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", policy):
        raise BadPolicy("The policy holds a control character: save it as plain text with plain line feeds.")
    reading = _Reading()
    for number, line in enumerate(policy.decode(errors="surrogateescape").split("\n"), 1):
        words = re.split("[ \t]+", line.strip(" \t"))
        if words[0] and not words[0].startswith("#"):
            try:
                reading.read(words)
            except (_Wrong, BadKey) as error:
                raise BadPolicy(f"Line {number} of the policy: {error}") from None
    if reading.quorum is None:
        raise BadPolicy("The policy has no quorum line; “quorum none” asks for no witness.")
    return Policy(logs=tuple(reading.logs), witnesses=reading.witnesses, groups=reading.groups, quorum=reading.quorum)


class _Wrong(Exception):
    """What is wrong with a line, in words for whoever wrote it."""


class _Reading:
    def __init__(self) -> None:
        self.logs: list[Party] = []
        self.witnesses: dict[str, Party] = {}
        self.groups: dict[str, Group] = {}
        self.quorum: str | None = None
        self.members: set[str] = set()

    def read(self, words: list[str]) -> None:
        lines: dict[str, Callable[..., None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        keyword, *rest = words
        if keyword not in lines:
            raise _Wrong("it must begin with log, witness, group or quorum.")
        try:
            signature(lines[keyword]).bind(*rest)
        except TypeError:
            raise _Wrong(f"it has too few or too many words for a {keyword} line.") from None
        lines[keyword](*rest)

    def _log(self, key: str, url: str = "", /) -> None:
        self.logs.append(self._party(key, url, LOG_KINDS, self.logs))

    def _witness(self, name: str, key: str, url: str = "", /) -> None:
        self._new(name)
        self.witnesses[name] = self._party(key, url, WITNESS_KINDS, self.witnesses.values())

    def _group(self, name: str, least: str, member: str, /, *more: str) -> None:
        self._new(name)
        members = (member, *more)
        for each in members:
            self._known(each)
            if each in self.members:
                raise _Wrong(f"{each} is a member already; one witness counts in one way.")
            self.members.add(each)
        self.groups[name] = Group(self._least(least, len(members)), members)

    def _quorum(self, name: str, /) -> None:
        if self.quorum is not None:
            raise _Wrong("there is a quorum line already.")
        if name != NONE:
            self._known(name)
        self.quorum = name

    def _least(self, least: str, members: int) -> int:
        words = {"any": 1, "all": members}
        if least not in words and not re.fullmatch("[1-9][0-9]{0,5}", least):
            raise _Wrong("after its name a group says all, any or a number.")
        number = words.get(least) or int(least)
        if number > members:
            raise _Wrong(f"it asks for {number} of {members} members.")
        return number

    def _party(self, key: str, url: str, kinds: tuple[Kind, ...], others: Iterable[Party]) -> Party:
        party = Party(read_key(key, *kinds), url)
        if any(other.key.public == party.key.public for other in others):
            raise _Wrong(f"the key of {party.key.name} is there already, under this name or another.")
        return party

    def _new(self, name: str) -> None:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise _Wrong(f"the name {name} is taken already.")

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise _Wrong(f"no line before it defines {name}.")
