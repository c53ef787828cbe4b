"""`sharewell index` as whoever runs an installation meets it: loading, killed while loading, and loading side by side.

SHAREWELL_LOAD_KILLS says how often a load is killed; `make drill` asks for many.
"""

import csv
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from sharewell.project.postgres import SUPERVISOR, Server, is_running, programs, stop
from tests.children import kids

PASSPHRASE = "a passphrase of some length"
KILLS = int(os.environ.get("SHAREWELL_LOAD_KILLS", "3"))
COUNCIL, TRUST = "Haringey Council", "Haringey Teaching Primary Care Trust"
HEAD = ["id", "forename", "surname", "dob", "sex", "postcode", "phone", "nhs number"]
SEED = """
from sharewell.project import serving
with serving.database():
    from sharewell.project.demo import seed
    seed()
"""


# Somebody who was taken in yesterday, and whose record ends today.
ENDS_TODAY = """
from datetime import timedelta
from django.utils import timezone
from sharewell.project import serving
with serving.database():
    from sharewell.children.intake.actions import register
    from sharewell.children.records.queries import all_indexes
    from sharewell.partners.context import seeing
    from sharewell.partners.models import Membership
    (index,), today = all_indexes(), timezone.localdate()
    born = today.replace(year=today.year - 19, day=min(today.day, 28))
    told = {"forename": "Quillon", "surname": "Zanderby", "birth_date": born.isoformat(), "postcode": "N17 9ZQ"}
    with seeing(organisation=index.keeper_id):
        by = Membership.objects.select_related("organisation", "user").filter(organisation=index.keeper_id)[0]
        yesterday = timezone.now() - timedelta(days=today.day - born.day + 1)
        print(register(index=index, details=told, source="school", record="1", by=by, at=yesterday).child.reference)
"""


# A command whose database hangs up on it as soon as it is there.
HANGS_UP = """
from contextlib import suppress
from sharewell.project import cli, serving
def hang_up(bring_up_to_date=serving._bring_up_to_date):
    bring_up_to_date()
    from django.db import connection
    with suppress(Exception):
        connection.connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
serving._bring_up_to_date = hang_up
cli.main()
"""


class Installation:
    def __init__(self, data: Path) -> None:
        self.data, self.server = data, Server(data=data)
        self.environment = {k: v for k, v in os.environ.items() if k not in ("SHAREWELL_DATABASE_ROLE", "DATABASE_URL")}
        self.environment |= {"SHAREWELL_DATA": str(data), "SHAREWELL_BACKUP_PASSPHRASE": PASSPHRASE}

    def begin(self, *arguments: object, code: str = "from sharewell.project.cli import main; main()"):
        return subprocess.Popen(
            [sys.executable, "-c", code, *map(str, arguments)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: object, **options: str):
        with self.begin(*arguments, **options) as process:
            out, err = process.communicate(timeout=300)
            return process.returncode, out, err

    def load(self, file: Path, *options: object, organisation: str = TRUST):
        code, out, err = self.run("index", "load", file, "--from", organisation, "--json", *options)
        assert code == 0, err
        return json.loads(out)

    def count(self, what: str) -> int:
        with self.server.connect(SUPERVISOR, dbname="sharewell") as connection:
            return int(connection.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


@pytest.fixture(scope="module")
def installation():
    data = Path(tempfile.mkdtemp(prefix="sharewell-loads-"))
    made = Installation(data)
    code, _, err = made.run("database", "start")
    assert code == 0, err
    code, _, err = made.run(code=SEED)
    assert code == 0, err
    founding = ("--keeper", COUNCIL, "--protocol", "haringey/childrens-index", "--partner", TRUST)
    code, _, err = made.run("index", "found", "Children under test", *founding)
    assert code == 0, err
    yield made
    if is_running(made.server):
        stop(made.server)
    shutil.rmtree(data)


@pytest.fixture
def extract(tmp_path):
    """Write invented children as a file, as many as asked for, which no other test has."""

    def extract(count, *, seed):
        file = tmp_path / f"extract-{seed}.csv"
        with file.open("w", newline="") as opened:
            writer = csv.writer(opened)
            writer.writerow(HEAD)
            for child in kids.children(count, seed=seed):
                writer.writerow(
                    [
                        f"{seed}-{child.id}", child.forename, child.surname, child.birth_date, child.sex,
                        child.postcode, child.phone, child.nhs_number,
                    ]
                )  # fmt: skip
        return file

    return extract


def test_an_index_that_cannot_be_called_so_is_not_founded(installation):
    founding = ("index", "found", "--keeper", COUNCIL, "--protocol", "haringey/childrens-index")
    for options, said in (
        ((" \n ",), "An index takes a name of 1 to 200 letters"),
        (("X", "--area", "x" * 201), "Its area takes a name of 1 to 200 letters"),
        (("Children  under\ntest ",), "There is an index “Children under test” already"),
        (("X", "--partner", "\udcff"), "not text in UTF-8"),
    ):
        code, out, err = installation.run(*founding, *options)
        assert (code, out, err.count("\n"), said in err) == (2, "", 1, True), err
    assert installation.count("children_index") == 1


def test_a_preview_shows_how_a_file_is_read_and_writes_nothing(installation, extract):
    before = installation.count("children_child"), installation.count("children_source")
    shown = installation.load(extract(20, seed=11), "--preview")
    assert (shown["rows"], shown["sound"], shown["errors"]) == (20, 20, [])
    assert shown["columns"]["dob"] == "birth_date"
    assert (installation.count("children_child"), installation.count("children_source")) == before


def test_faults_are_written_to_a_file_for_whoever_mends_them(installation, extract, tmp_path):
    file = extract(5, seed=12)
    file.write_text(file.read_text() + '=cmd(),"","",31/02/2010,f,N17,,\n')
    done = installation.load(file, "--errors", tmp_path / "wrong.csv")
    assert done["rows"] == 6
    assert done["refused"] == 1
    rows = list(csv.DictReader((tmp_path / "wrong.csv").open(encoding="utf-8-sig")))
    assert [(row["line"], row["taken in"]) for row in rows] == [("7", "no")]
    assert rows[0]["record"] == "'=cmd()"  # a spreadsheet would run it


def test_all_or_nothing_tells_every_fault_in_the_file_too(installation, extract, tmp_path):
    file = extract(3, seed=17)
    file.write_text(file.read_text() + "a,,,,,,,\nb,,,,,,,\n")
    before = installation.count("children_child")
    loading = ("index", "load", file, "--from", TRUST, "--all-or-nothing", "--errors", tmp_path / "wrong.csv")
    code, out, err = installation.run(*loading)
    assert (code, out) == (2, "")
    assert "2 rows are at fault" in err
    rows = list(csv.DictReader((tmp_path / "wrong.csv").open(encoding="utf-8-sig")))
    assert [row["line"] for row in rows if row["taken in"] == "no"] == ["5", "6"]
    assert installation.count("children_child") == before


def test_a_load_is_told_of_though_the_disk_has_no_room_for_its_faults(installation, extract):
    loading = ("index", "load", extract(3, seed=18), "--from", TRUST, "--errors", "/dev/full")
    code, out, err = installation.run(*loading)
    assert (code, out) == (2, "3 rows: 3 new.\n")
    assert "/dev/full cannot be written: No space left on device" in err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--from", "Nobody"), "There is no organisation “Nobody”"),
        (("--from", "Metropolitan Police Service (Haringey Division)"), "takes part in no index"),
        (("--from", TRUST, "--columns", "nothing=surname"), "no column “nothing”"),
        (("--from", TRUST, "--errors", "/nowhere/at/all.csv"), "There is no folder /nowhere/at"),
        (("--from", TRUST, "--errors", "e" * 300), "cannot be written: File name too long"),
        (("--from", TRUST, "--source", " "), "a name of 1 to 100 letters"),
        (("--from", TRUST, "--source", "s" * 101), "a name of 1 to 100 letters"),
        (("--from", TRUST, "--columns", "forename\ndob=ignore"), "cannot read “forename”"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_sentence(options, said, installation, extract):
    code, out, err = installation.run("index", "load", extract(2, seed=13), *options)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1


def test_a_child_is_found_however_it_is_spelt_with_a_reason_and_two_are_explained(installation, extract):
    installation.load(extract(3, seed=16))
    one, other, _ = kids.children(3, seed=16)
    asked = ("--for", TRUST, "--by", "health.manager@example.org", "--reason", "case 1207", "--json")
    spelt = (f"--forename={one.forename.upper()}", f"--surname={one.surname[:-1]}", f"--born={one.birth_date}")
    looks = installation.count("children_lookup")
    code, out, err = installation.run("index", "find", *spelt, *asked)
    assert code == 0, err
    best = json.loads(out)["children"][0]
    assert best["details"]["surname"] == one.surname
    assert best["agreement"]["birth_date"] == "the same"
    code, out, _ = installation.run("index", "find", f"--surname={other.surname}", f"--born={other.birth_date}", *asked)
    references = [best["reference"], json.loads(out)["children"][0]["reference"]]
    code, out, err = installation.run("index", "explain", *references, *asked)
    assert code == 0, err
    assert json.loads(out)["decision"] in ("new", "review")
    assert installation.count("children_lookup") - looks == 4
    for wrong in (("find", *asked), ("find", *spelt, *asked[:4], "--reason", " "), ("explain", "C-1", "C-2", *asked)):
        code, out, err = installation.run("index", *wrong)
        assert (code, out, err.count("\n")) == (2, "", 1), err


def test_two_are_explained_by_those_of_their_rows_that_agree_best_as_they_were_found(installation, tmp_path):
    at_first, moved = "N17 9ZP,01632 960001", "E5 4AB,01632 960777"
    for number, (forename, home) in enumerate((("Wendell", at_first), ("Wendell", moved), ("Harold", moved))):
        file = tmp_path / f"{number}.csv"
        file.write_text(f"{','.join(HEAD[:7])}\n1,{forename},Ashcombury,2014-03-09,m,{home}\n")
        installation.load(file, "--source", f"list {number}")
    asked = ("--for", TRUST, "--by", "health.manager@example.org", "--reason", "case 1207", "--json")
    _, out, _ = installation.run("index", "find", "--surname=Ashcombury", "--born=2014-03-09", *asked)
    references = [each["reference"] for each in json.loads(out)["children"]]
    assert len(references) == 2
    _, out, _ = installation.run("index", "explain", *references, *asked)
    explained = json.loads(out)
    assert explained["decision"] == "review"
    assert {"postcode", "phone"} <= {line["what"] for line in explained["fields"] if line["agreement"] == "the same"}


def test_keys_in_parts_are_found_and_told_of_and_a_number_that_is_none_is_refused(installation):
    asked = ("index", "find", "--surname=Ashcombury", "--born=2014-03-09", "--for", TRUST)
    asked += ("--by", "health.manager@example.org", "--reason", "case 1207", "--json")
    found = json.loads(installation.run(*asked)[1])["children"]
    code, out, _ = installation.run("index", "partition", "3")
    assert (code, out) == (0, f"{installation.count('children_matchkey'):,} keys are in 3 tables now.\n")
    assert json.loads(installation.run(*asked)[1])["children"] == found
    code, _, err = installation.run("index", "partition", "1000")
    assert (code, "1 to 256" in err) == (2, True)


def rows_in(copy):
    """Everything that a copy of the database holds, as words."""
    made = subprocess.run([programs(copy.parent) / "pg_restore", "--file=-", copy], capture_output=True, check=True)
    return made.stdout.decode()


def test_whose_record_ended_is_in_no_later_copy_and_is_destroyed_in_an_earlier_one_that_is_restored(installation):
    code, out, err = installation.run(code=ENDS_TODAY)
    assert code == 0, err
    reference = out.strip()
    with installation.server.connect(SUPERVISOR, dbname="sharewell") as database:
        asked = "SELECT encode(wrapped, 'hex'), key::text FROM children_child JOIN children_matchkey ON child_id = id"
        kept = database.execute(f"{asked} WHERE reference = %s", [reference]).fetchall()
    copies = Path(tempfile.mkdtemp(prefix="sharewell-copies-"))
    copies.chmod(0o755)
    restored = Installation(copies / "restored")
    try:
        assert installation.run("backup", copies / "before")[0] == 0
        assert installation.run("index", "destroyed", reference)[0] == 2
        assert installation.run("index", "end")[0] == 0
        assert installation.run("backup", copies / "after")[0] == 0
        before, after = rows_in(copies / "before"), rows_in(copies / "after")
        assert reference in after
        for words in {words for row in kept for words in row}:
            assert words in before
            assert words not in after

        code, out, err = restored.run("restore", copies / "before")
        assert code == 0, err
        assert "1 record destroyed" in out
        assert restored.run("index", "destroyed", reference)[0] == 0
        assert restored.run("ledger", "fsck")[0] == 0
    finally:
        if is_running(restored.server):
            stop(restored.server)
        shutil.rmtree(copies)


def test_killed_at_any_moment_a_load_goes_on_and_no_child_is_lost_or_doubled(installation, extract):
    chance = random.Random(os.environ.get("SHAREWELL_SEED", "5"))
    file = extract(200 + 150 * KILLS, seed=14)
    rows, before, killed = 200 + 150 * KILLS, installation.count("children_child"), 0
    while killed < KILLS:
        so_far = installation.count("children_child")
        process = installation.begin("index", "load", file, "--from", TRUST)
        while process.poll() is None and installation.count("children_child") == so_far:
            time.sleep(0.02)
        time.sleep(chance.uniform(0, 0.4))
        process.kill()
        process.communicate()
        killed += 1
        there = installation.count("children_child") - before
        assert there % 50 == 0 or there == rows  # whole transactions
        print(f"killed {killed} of {KILLS} times, {there} of {rows} there")
    done = installation.load(file)
    assert done["rows"] == rows
    assert installation.count("children_child") - before == rows
    assert installation.load(file) | {"columns": {}} == {
        "rows": rows, "unchanged": rows, "columns": {}, "errors": [], "warnings": [],
    }  # fmt: skip
    # Every row of a child has its leaf, and its keys.
    assert installation.count("ledger_leaf WHERE about LIKE 'children.child:%'") >= rows
    without_keys = "NOT EXISTS (SELECT FROM children_matchkey AS k WHERE k.child_id = c.id)"
    assert installation.count(f"children_child AS c WHERE c.until IS NULL AND {without_keys}") == 0
    assert installation.run("ledger", "fsck")[0] == 0


HALTS = """
CREATE SEQUENCE rows_of_this_load;
CREATE FUNCTION halt() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF nextval('rows_of_this_load') > 100 THEN
        PERFORM pg_advisory_xact_lock_shared(987654321);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER halt BEFORE INSERT ON children_child FOR EACH ROW EXECUTE FUNCTION halt();
SELECT pg_advisory_lock(987654321);
"""


@pytest.fixture
def go_on(installation):
    """A load halts with a hundred rows in, or it might be done before it is told to end; called, it need not."""
    with installation.server.connect(SUPERVISOR, dbname="sharewell") as connection:
        connection.execute(HALTS)
        yield connection.close
    with installation.server.connect(SUPERVISOR, dbname="sharewell") as connection:
        connection.execute("DROP FUNCTION halt CASCADE; DROP SEQUENCE rows_of_this_load")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_load_that_was_told_to_end_does_not_pass_for_done(ending, installation, extract, go_on):
    file, before = extract(600, seed=20 + ending), installation.count("children_child")
    process = installation.begin("index", "load", file, "--from", TRUST)
    while process.poll() is None and installation.count("children_child") == before:
        time.sleep(0.02)
    process.send_signal(ending)
    out, err = process.communicate(timeout=300)
    assert (process.returncode, out, err.strip()) == (130, "", "Stopped. What was taken in stays: run it again.")
    assert 0 < installation.count("children_child") - before < 600
    go_on()
    installation.load(file)
    assert installation.count("children_child") - before == 600


def test_a_load_whose_database_stops_says_what_stays(installation, extract, go_on):
    file, before = extract(600, seed=50), installation.count("children_child")
    process = installation.begin("index", "load", file, "--from", TRUST)
    while process.poll() is None and installation.count("children_child") == before:
        time.sleep(0.02)
    stop(installation.server)
    go_on()
    out, err = process.communicate(timeout=300)
    assert installation.run("database", "start")[0] == 0
    assert (process.returncode, out, err.count("\n")) == (2, "", 1), err
    assert "The database stopped answering" in err
    assert "What was taken in stays: run it again." in err
    installation.load(file)
    assert installation.count("children_child") - before == 600


def test_a_command_whose_database_hangs_up_before_its_work_says_so(installation):
    code, out, err = installation.run("index", "end", code=HANGS_UP)
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert "The database stopped answering" in err


def test_two_loads_side_by_side_make_each_child_once_and_the_last_stops_the_database(installation, extract):
    """Neither finds the database running: whichever started it must not stop it under the other."""
    file = extract(120, seed=15)
    before = installation.count("children_child")
    stop(installation.server)
    both = [installation.begin("index", "load", file, "--from", TRUST, "--json") for _ in range(2)]
    told = [process.communicate(timeout=300) for process in both]
    assert [process.returncode for process in both] == [0, 0], told
    outcomes = [json.loads(out) for out, _ in told]
    assert sum(each.get("unchanged", 0) for each in outcomes) == 120
    assert not is_running(installation.server)
    assert installation.run("database", "start")[0] == 0
    assert installation.count("children_child") - before == 120
