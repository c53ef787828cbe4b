"""The witness as it is served: over HTTP, from several threads and processes, killed and started again."""

import http.client
import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from sharewell.domain.merkle import notes
from sharewell.domain.merkle.cosignatures import signers
from sharewell.domain.merkle.keys import Key
from sharewell.domain.merkle.notes import Note
from sharewell.witness import records
from tests.domain.merkle.made import LOG, ORIGIN, POLICE, Ledger, note_of, secret
from tests.project.running import PATIENCE
from tests.witness.serving import Served, command, request, served

# Rounds of eight requests at once; SHAREWELL_RACES=1000 runs as many.
RACES = int(os.environ.get("SHAREWELL_RACES", "40"))
LEDGER = Ledger.of(max(400, 6 * RACES))


def cosigned(said: str, size: int, key: Key) -> bool:
    note = Note(LEDGER.checkpoint(size).text(), notes.read_signatures(said))
    return key in signers(note, [key])


def test_a_witness_answers_as_the_c2sp_text_says(server: Served, key: Key) -> None:
    first = server.post(request(LEDGER, 0, 40))
    assert first.status == 200
    assert cosigned(first.said, 40, key)
    assert server.post(request(LEDGER, 40, 90)).status == 200
    assert server.post(request(LEDGER, 90, 90)).status == 200

    conflict = server.post(request(LEDGER, 40, 100))
    assert (conflict.status, conflict.said) == (409, "90\n")
    assert conflict.getheader("Content-Type") == "text/x.tlog.size"
    assert server.post("old 400\n" + request(LEDGER, 90, 100).split("\n", 1)[1]).status == 400
    assert server.post("nonsense").status == 400
    assert server.post(b"\xff\xfe").status == 400
    assert server.post("").status == 400
    other = note_of(LEDGER.checkpoint(), secret("other.example"))
    assert server.post(f"old 0\n\n{other}".replace(ORIGIN, "other.example")).status == 404
    assert server.post(f"old 90\n\n{note_of(LEDGER.checkpoint(100), POLICE)}").status == 403
    assert server.post(request(LEDGER, 90, 100).replace("\n\n", f"\n{'A' * 43}=\n\n", 1)).status == 422
    assert records.latest(server.home, ORIGIN) == LEDGER.checkpoint(90)


def test_any_other_address_method_or_length_is_refused_plainly(server: Served) -> None:
    assert server.post(request(LEDGER, 0, 5), path="/").status == 404
    assert server.post(request(LEDGER, 0, 5), path="/witness/add-checkpoint").status == 200
    got = server.post("", method="GET")
    assert (got.status, got.getheader("Allow")) == (405, "POST")
    assert server.post("x" * 300_000).status == 413


def test_a_connection_is_used_again(server: Served) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.connect()
    assert connection.sock is not None
    mine = connection.sock.getsockname()
    for old, new in ((0, 1), (1, 2), (2, 3)):
        connection.request("POST", "/add-checkpoint", request(LEDGER, old, new).encode())
        response = connection.getresponse()
        assert (response.status, response.read()[:4]) == (200, "— ".encode())
        assert connection.sock is not None
        assert connection.sock.getsockname() == mine
    connection.close()


def test_a_forked_log_is_refused_each_time(server: Served) -> None:
    random = Random(9)
    assert server.post(request(LEDGER, 0, 200)).status == 200
    for _ in range(60):
        forked = Ledger.of(random.randint(200, 260), seed=1, fork=random.randrange(200))
        answer = server.post(request(forked, 200, forked.frontier.size))
        assert answer.status in (409, 422)
        assert "— " not in answer.said
    assert records.latest(server.home, ORIGIN) == LEDGER.checkpoint(200)


def test_of_requests_at_once_none_rolls_the_record_back(server: Served, key: Key) -> None:
    """Each that is cosigned continues another: the sizes form one chain, and the record ends with its last."""
    random, size, accepted = Random(4), 0, []
    with ThreadPoolExecutor(8) as senders:
        while len(accepted) < RACES:
            rivals = [random.randint(size + 1, size + 6) for _ in range(8)]
            answers = list(senders.map(lambda new, old=size: (new, server.post(request(LEDGER, old, new))), rivals))
            assert {answer.status for _, answer in answers} <= {200, 409}
            won = [(size, new) for new, answer in answers if answer.status == 200]
            assert len(won) == 1
            assert all(cosigned(answer.said, new, key) for new, answer in answers if answer.status == 200)
            assert {answer.said for _, answer in answers if answer.status == 409} <= {f"{won[0][1]}\n"}
            accepted += won
            size = won[0][1]
            assert records.latest(server.home, ORIGIN) == LEDGER.checkpoint(size)


def test_a_file_cosigned_while_the_witness_is_served_takes_its_turn(server: Served, tmp_path: Path) -> None:
    def by_file(new: int) -> int:
        (tmp_path / str(new)).write_text(request(LEDGER, 0, new))
        return command(server.home, "cosign", str(tmp_path / str(new))).returncode == 0

    def by_post(new: int) -> int:
        return server.post(request(LEDGER, 0, new)).status == 200

    ways: list[tuple[Callable[[int], int], int]] = [(by_file, 10), (by_post, 11), (by_file, 12), (by_post, 13)]
    with ThreadPoolExecutor(4) as senders:
        won = [new for new, ok in senders.map(lambda way: (way[1], way[0](way[1])), ways) if ok]
    assert len(won) == 1
    assert records.latest(server.home, ORIGIN) == LEDGER.checkpoint(won[0])


def test_what_was_cosigned_is_kept_when_the_witness_is_killed(home: Path) -> None:
    random, size = Random(7), 0
    for _ in range(4):
        with served(home) as server, ThreadPoolExecutor(1) as sender:
            acknowledged = [size]

            def send(server: Served = server, acknowledged: list[int] = acknowledged) -> None:
                while acknowledged[-1] < 400:
                    old, new = acknowledged[-1], acknowledged[-1] + 1
                    try:
                        answer = server.post(request(LEDGER, old, new))
                    except (OSError, http.client.HTTPException):
                        return
                    # Stored and not acknowledged before the kill: the witness tells from where to go on.
                    acknowledged.append(new if answer.status == 200 else int(answer.said))

            sending = sender.submit(send)
            while len(acknowledged) < random.randint(5, 15) and not sending.done():
                time.sleep(0.001)
            server.kill()
            sending.result(timeout=PATIENCE)
        kept = records.latest(home, ORIGIN)
        assert kept is not None
        assert acknowledged[-1] <= kept.size <= acknowledged[-1] + 1
        assert kept == LEDGER.checkpoint(kept.size)
        size = kept.size


def test_a_witness_that_cannot_read_its_record_says_so_and_signs_nothing(server: Served) -> None:
    assert server.post(request(LEDGER, 0, 5)).status == 200
    [file] = server.home.glob("logs/*/latest")
    file.write_text("damaged")
    answer = server.post(request(LEDGER, 5, 6))
    assert (answer.status, str(server.home) in answer.said) == (500, False)
    assert "— " not in answer.said


# --- at the command line --------------------------------------------------------------------------------


def test_a_partner_becomes_a_witness_in_two_commands_and_cosigns_a_file(tmp_path: Path) -> None:
    home, file = tmp_path / "w", tmp_path / "request.txt"

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return command(home, *arguments)

    made = run("init", "police.example/witness", "--ed25519")
    assert made.returncode == 0
    assert made.stdout.startswith("police.example/witness+")
    assert run("trust", str(LOG.public)).stdout == f"Watching {ORIGIN}.\n"
    file.write_text(request(LEDGER, 0, 40))
    lines = run("cosign", str(file)).stdout
    assert cosigned(lines, 40, records.key(home).public)
    assert f"{ORIGIN}: 40 entries" in run("show").stdout
    assert f'"{ORIGIN}": {{\n      "size": 40' in run("show", "--json").stdout
    again = run("cosign", str(file))
    assert (again.returncode, again.stdout) == (2, "")
    assert "last cosigned the checkpoint of 40 leaves" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show"], "init"),
        (["serve"], "init"),
        (["trust", str(LOG.public)], "init"),
        (["init", "a b"], "name of a key"),
        (["cosign", "/no/such/file"], "could not be read"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(tmp_path: Path, arguments: list[str], says: str) -> None:
    result = command(tmp_path / "w", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
