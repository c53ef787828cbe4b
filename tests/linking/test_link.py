"""`sharewell link`, as a person at a terminal meets it, on invented children with their families."""

import json
from dataclasses import replace
from random import Random

import pytest

from sharewell.linking.inventing import errors, families
from sharewell.linking.reading import extracts as extracts_of
from sharewell.linking.reading.opening import opened
from tests.linking.rolls import COLUMNS, links_of, read, values, write
from tests.project.commands import run


def test_a_saved_model_gives_the_same_weights(extracts, tmp_path):
    left, right, _ = extracts
    run("link", left, right, "-o", tmp_path / "one.csv", "--save-model", tmp_path / "model.json")
    run("link", left, right, "-o", tmp_path / "other.csv", "--model", tmp_path / "model.json")
    assert (tmp_path / "one.csv").read_text() == (tmp_path / "other.csv").read_text()


def test_one_file_with_itself_gives_pairs_and_clusters(tmp_path):
    once = families.children(500, seed=3)
    again = [child for child, _, _ in errors.extract(once[:200], [], seed=4)]
    file = write(tmp_path / "both.csv", values(once + again, without=("phone", "nhs_number")))
    said = run("link", file, "-o", tmp_path / "pairs.csv", "--clusters", tmp_path / "clusters.csv").out
    assert "Rows: 700." in said
    clusters = {row["id"]: row["cluster"] for row in read(tmp_path / "clusters.csv")}
    assert len(clusters) == 700
    for row in read(tmp_path / "pairs.csv"):
        assert (clusters[row["left_id"]] == clusters[row["right_id"]]) == (row["decision"] == "link")


def test_columns_of_other_names_are_known_by_name_or_by_what_they_hold(extracts, tmp_path):
    left, right, truth = extracts
    renamed = ["rec_id", "Given Name", "familyName", "DOB", "Gender", "zip", "mobile", "nhs"]
    other = write(
        tmp_path / "other.csv", [list(row.values()) for row in read(right)], headers=renamed, encoding="utf-8-sig"
    )
    write(tmp_path / "index.csv", [list(row.values()) for row in read(left)], headers=["rec_id", *COLUMNS[1:]])
    found = run("link", tmp_path / "index.csv", other, "-o", tmp_path / "pairs.csv", "--json").json
    assert found["fields"]["forename"] == "forename"
    assert found["fields"]["postcode"] == "postcode"
    assert found["links"] > 0.97 * len(truth)


@pytest.mark.parametrize(
    ("headers", "separator"),
    [
        ("Nr;Vorname;Nachname;Geburtsdatum;Geschlecht;PLZ;Telefon", ";"),
        ("id\tPrénom\tNom\tDate de naissance\tSexe\tCode postal\tTéléphone", "\t"),
        ("id|Nombre|Apellidos|Fecha de nacimiento|Sexo|Código postal|Teléfono", "|"),
        ("id;Voornaam;Achternaam;Geboortedatum;Geslacht;Postcode;Telefoon", ";"),
        ("id,Enw cyntaf,Cyfenw,Dyddiad geni,Rhyw,Cod post,Ffôn", ","),
    ],
)
def test_columns_are_known_by_their_names_in_other_languages(headers, separator, tmp_path):
    people = families.children(60, seed=5)
    rows = [(c.id, c.forename, c.surname, c.birth_date, c.sex, c.postcode, c.phone) for c in people]
    lines = [headers, *(separator.join(row) for row in rows)]
    (tmp_path / "given.csv").write_text("\n".join(lines))
    found = opened([extracts_of.read(tmp_path / "given.csv")]).fields_found
    assert {*found.values()} >= {"forename", "surname", "birth date", "sex", "postcode", "phone"}


def test_a_person_with_very_many_rows_that_say_the_same_is_one_person(tmp_path):
    people = families.children(2_000, seed=5)
    rows = [(c.forename, c.surname, c.birth_date, c.postcode) for c in people]
    file = write(tmp_path / "given.csv", rows + [rows[7]] * 40, headers=["first", "last", "dob", "postcode"])
    run("link", file, "-o", tmp_path / "pairs.csv", "--clusters", tmp_path / "clusters.csv")
    cluster = [row["cluster"] for row in read(tmp_path / "clusters.csv")]
    assert {*cluster[2_000:]} == {cluster[7]}
    assert cluster.count(cluster[7]) == 41


def test_what_an_earlier_linkage_said_is_not_looked_at(tmp_path):
    people = families.children(60, seed=5)
    rows = [[*row, str(at // 2)] for at, row in enumerate(values(people))]
    file = write(tmp_path / "labelled.csv", rows, headers=[*COLUMNS, "cluster"])
    assert "cluster" not in run("link", file, "-o", tmp_path / "pairs.csv", "--json").json["fields"]


def test_rows_are_named_by_a_column_that_each_file_calls_in_its_own_way(tmp_path):
    people = values(families.children(60, seed=5))
    left = write(tmp_path / "left.csv", people, headers=["Case", *COLUMNS[1:]])
    right = write(tmp_path / "right.csv", people, headers=["Pupil, ref", *COLUMNS[1:]])
    said = run("link", left, right, "-o", tmp_path / "pairs.csv")
    assert "they are numbered from 1" in said.out
    said = run("link", left, right, "-o", tmp_path / "pairs.csv", "--id", 'Case,"Pupil, ref"')
    assert "numbered" not in said.out
    links = links_of(tmp_path / "pairs.csv")
    assert links
    assert all(left == right in {own[0] for own in people} for left, right in links)
    refused = run("link", left, right, "-o", tmp_path / "pairs.csv", "--id", "Case")
    assert refused.is_refused()
    assert "--id LEFT,RIGHT" in refused.err


@pytest.mark.parametrize(
    "options",
    [
        ("--columns", "forename"),
        ("--columns", "forename=nonsense"),
        ("--columns", "nothing=surname"),
        ("--columns", "forename\n=surname"),
        ("--id", "nothing"),
        ("--model", "nothing.json"),
    ],
)
def test_an_option_that_cannot_be_followed_is_refused(options, tmp_path):
    file = write(tmp_path / "given.csv", values(families.children(5, seed=1)))
    assert run("link", file, "-o", tmp_path / "pairs.csv", *options).is_refused()


def test_a_missing_file_or_folder_is_refused(tmp_path):
    assert run("link", tmp_path / "none.csv", "-o", tmp_path / "pairs.csv").is_refused()
    file = write(tmp_path / "given.csv", values(families.children(5, seed=1)))
    assert run("link", file, "-o", tmp_path / "nowhere" / "pairs.csv").is_refused()
    round_and_round = tmp_path / "round.csv"
    round_and_round.symlink_to(round_and_round)
    for target in ("/dev/full", tmp_path / ("p" * 300), round_and_round):
        refused = run("link", file, "-o", target)
        assert refused.is_refused(), refused
        assert "cannot be written" in refused.err
    assert run("link", round_and_round, "-o", tmp_path / "pairs.csv").is_refused()


def test_what_is_written_never_replaces_what_is_read_nor_each_other(tmp_path):
    file = write(tmp_path / "given.csv", values(families.children(5, seed=1)))
    before, pairs = file.read_bytes(), tmp_path / "pairs.csv"
    assert run("link", file, "-o", file).is_refused()
    assert run("link", file, "-o", tmp_path).is_refused()
    assert run("link", file, "-o", pairs, "--clusters", file).is_refused()
    assert run("link", file, "-o", pairs, "--clusters", pairs).is_refused()
    assert run("link", file, "-o", pairs, "--save-model", file).is_refused()
    run("link", file, "-o", pairs, "--save-model", tmp_path / "model.json")
    pairs.unlink()
    assert run("link", file, "-o", tmp_path / "model.json", "--model", tmp_path / "model.json").is_refused()
    assert run("compare", "a", "b", file, "--picture", file).is_refused()
    assert file.read_bytes() == before
    assert not pairs.exists()


def test_a_model_serves_files_that_name_their_columns_in_another_way_or_lack_some(extracts, tmp_path):
    left, right, truth = extracts
    run("link", left, right, "-o", tmp_path / "one.csv", "--save-model", tmp_path / "model.json")
    renamed = ["id", "first name", "last name", "dob", "gender", "post code", "mobile"]
    others = [
        write(tmp_path / file.name, [list(row.values())[:7] for row in read(file)], headers=renamed)
        for file in (left, right)
    ]
    summary = run("link", *others, "-o", tmp_path / "two.csv", "--model", tmp_path / "model.json", "--json").json
    assert summary["links"] > 0.97 * len(truth)


def test_what_a_model_holds_nothing_of_is_not_said_to_be_compared(tmp_path):
    rows = values(families.children(60, seed=1))
    file = write(tmp_path / "given.csv", rows)
    run("link", file, "-o", tmp_path / "pairs.csv", "--save-model", tmp_path / "model.json")
    other = write(tmp_path / "other.csv", [[*row, f"{at % 7}"] for at, row in enumerate(rows)], [*COLUMNS, "parish"])
    found = run("link", other, "-o", tmp_path / "more.csv", "--model", tmp_path / "model.json", "--json").json
    assert "parish" not in found["fields"]
    assert found["notes"][-1] == "“parish” is not compared: the model holds nothing of it."


def test_a_model_of_nothing_that_the_files_hold_is_refused(tmp_path):
    file = write(tmp_path / "given.csv", values(families.children(60, seed=1)))
    run("link", file, "-o", tmp_path / "pairs.csv", "--save-model", tmp_path / "model.json")
    other = write(tmp_path / "other.csv", [[1, "a@b.uk"], [2, "c@d.uk"]], headers=["id", "e-mail"])
    refused = run("link", other, "-o", tmp_path / "more.csv", "--model", tmp_path / "model.json")
    assert refused.is_refused()
    assert "forename" in refused.err


@pytest.mark.parametrize(
    "model",
    [
        json.dumps({"link_type": "dedupe_only"}),
        json.dumps({"sharewell linkage model": 2}),
        json.dumps({"sharewell linkage model": 1, "prior": 0.1, "comparisons": [{"field": "forename"}]}),
        json.dumps({"sharewell linkage model": 1, "prior": 0.1, "comparisons": {}}),
        "[" * 100_000,
    ],
)
def test_a_model_of_another_kind_is_refused(model, tmp_path):
    file = write(tmp_path / "given.csv", values(families.children(5, seed=1)))
    (tmp_path / "model.json").write_text(model)
    refused = run("link", file, "-o", tmp_path / "pairs.csv", "--model", tmp_path / "model.json")
    assert refused.is_refused(), refused


@pytest.mark.parametrize("damaged", [[], None, "none", 5])
def test_a_model_whose_frequencies_are_none_is_refused(damaged, tmp_path):
    file, model = write(tmp_path / "given.csv", values(families.children(60, seed=1))), tmp_path / "model.json"
    run("link", file, "-o", tmp_path / "pairs.csv", "--save-model", model)
    told = json.loads(model.read_text())
    told["comparisons"][0]["frequencies"] = damaged
    model.write_text(json.dumps(told))
    refused = run("link", file, "-o", tmp_path / "pairs.csv", "--model", model)
    assert refused.is_refused(), refused
    assert "The linkage model is damaged" in refused.err


def test_two_rows_are_explained_field_by_field_with_a_picture(extracts, tmp_path):
    left, right, truth = extracts
    one, other = sorted(truth)[0]
    model = tmp_path / "model.json"
    run("link", left, right, "-o", tmp_path / "pairs.csv", "--save-model", model)
    options = ("--model", model, "--picture", tmp_path / "why.svg")
    said = run("compare", one, other, left, right, *options)
    assert said.code == 0
    assert said.out.splitlines()[0].startswith(("These are the same person", "A person should look"))
    assert "<svg" in (tmp_path / "why.svg").read_text()
    explained = run("compare", one, other, left, right, *options, "--json").json
    row = next(r for r in read(tmp_path / "pairs.csv") if (r["left_id"], r["right_id"]) == (one, other))
    assert explained["weight"] == pytest.approx(float(row["weight"]), abs=1e-4)
    assert run("compare", "nobody", other, left, right, *options).is_refused()
    theirs = read(right)[0]["id"]
    assert run("compare", theirs, theirs, left, right, *options).is_refused()  # the first is a row of the first file


def test_odd_values_are_told_of_and_linked_all_the_same(tmp_path):
    people = families.children(40, seed=6)
    odd = [replace(people[3], birth_date="2012-02-30"), replace(people[4], postcode="TQ13")]
    odd += [replace(people[5], nhs_number="9000000008"), replace(people[6], nhs_number="9000000007", phone="12")]
    file = write(tmp_path / "given.csv", values([*people[:3], *odd, *people[7:]]))
    said = run("link", file, "-o", tmp_path / "pairs.csv")
    assert said.code == 0
    assert "given.csv, row c00000003, birth_date: “2012-02-30” is no date of the calendar.\n" in said.err
    assert "row c00000004, postcode: “TQ13” is not written like a British postcode.\n" in said.err
    assert "row c00000005, nhs_number: “9000000008” is not an NHS number" in said.err
    assert "does not hold. So is one other.\n" in said.err
    assert len(run("link", file, "-o", tmp_path / "pairs.csv", "--json").json["warnings"]) == 4


@pytest.mark.parametrize("whole", ["left", "right", "both"])
def test_a_name_written_whole_is_held_beside_one_in_two_columns(whole, tmp_path):
    people = families.children(1_200, seed=5)[::3]

    def given(name, children, *, as_whole):
        names = [(f"{c.surname}, {c.forename}",) if as_whole else (c.forename, c.surname) for c in children]
        rows = [(c.id, *own, c.birth_date) for c, own in zip(children, names, strict=True)]
        heads = ["id", "Pupil name", "dob"] if as_whole else ["id", "first", "last", "dob"]
        return write(tmp_path / name, rows, headers=heads)

    left = given("left.csv", people, as_whole=whole != "right")
    noted = [replace(c, surname=errors.misspelt(c.surname, Random(at))) for at, c in enumerate(people[::2])]
    right = given("right.csv", noted, as_whole=whole != "left")
    run("link", left, right, "-o", tmp_path / "pairs.csv")
    links = {*links_of(tmp_path / "pairs.csv")}
    assert len(links & {(c.id, c.id) for c in noted}) > 0.97 * len(noted)
    assert sum(one != other for one, other in links) <= 2


def test_sixty_answers_that_agree_by_chance_drown_no_name(tmp_path):
    """A survey beside the next one: nobody says the same again, and whoever they are is in five columns."""
    children, random = families.children(160, seed=4), Random(4)
    answers = [f"q{at}" for at in range(60)]
    left, right = (
        write(
            tmp_path / name,
            [[*row, *random.choices(("", "yes", "no", "other"), k=len(answers))] for row in values(some, without)],
            headers=[*COLUMNS, *answers],
        )
        for name, some in (("one.csv", children[:120]), ("two.csv", children[40:]))
        for without in [("nhs_number",)]
    )
    run("link", left, right, "-o", tmp_path / "pairs.csv")
    links = {*links_of(tmp_path / "pairs.csv")}
    truth = {(child.id, child.id) for child in children[40:120]}
    assert links <= truth
    assert len(links) > 0.9 * len(truth)


@pytest.mark.parametrize(("unsaid", "wrong"), [((), 1), (("birth_date",), 10)])
def test_of_two_files_with_few_people_in_common_namesakes_are_not_linked(unsaid, wrong, tmp_path):
    """Some surnames go with some forenames: more pairs have both names by chance than there are people to be found."""
    random, of_its = Random(5), {}
    children = families.children(12_000, seed=5)[::3]
    for at, child in enumerate(children):
        forenames, surnames = of_its.setdefault(at % 60, ([], []))
        forenames.append(child.forename)
        surnames.append(child.surname)

    def named(at, child):
        forenames, surnames = of_its[at % 60]
        return replace(child, forename=random.choice(forenames[:8]), surname=random.choice(surnames[:8]))

    children = [named(at, child) for at, child in enumerate(children)]
    again = [replace(child, surname=errors.misspelt(child.surname, random)) for child in children[:40]]
    without = ("phone", "nhs_number", *unsaid)
    left = write(tmp_path / "left.csv", values(children[:2_000], without))
    right = write(tmp_path / "right.csv", values(again + children[2_000:], without))
    run("link", left, right, "-o", tmp_path / "pairs.csv")
    links = {*links_of(tmp_path / "pairs.csv")}
    truth = {(child.id, child.id) for child in again}
    assert len(links & truth) > 0.9 * len(truth)
    assert len(links - truth) <= wrong


def test_files_that_hold_a_number_and_nothing_else_are_linked_by_it(tmp_path):
    numbers = [f"9{7919 * at % 10**9:09}" for at in range(1, 301)]
    left, right = (
        write(tmp_path / name, [[number[-4:], number] for number in some], headers=["id", "NHS number"])
        for name, some in (("one.csv", numbers[:200]), ("two.csv", numbers[100:]))
    )
    run("link", left, right, "-o", tmp_path / "pairs.csv")
    links = links_of(tmp_path / "pairs.csv")
    assert sorted(links) == sorted((number[-4:], number[-4:]) for number in numbers[100:200])


def test_rows_that_say_the_same_as_hundreds_of_others_are_told_of(tmp_path):
    people = families.children(1_500, seed=5)
    rows = [(c.forename, c.surname, c.birth_date, c.postcode) for c in people]
    headers = ["first", "last", "dob", "postcode"]
    many = write(tmp_path / "many.csv", rows + [rows[7]] * 400, headers=headers)
    said = run("link", many, "-o", tmp_path / "pairs.csv").out
    assert "401 rows each say the same as hundreds of others" in said
    fewer = write(tmp_path / "fewer.csv", rows + [rows[7]] * 200, headers=headers)
    assert "hundreds" not in run("link", fewer, "-o", tmp_path / "pairs.csv").out


def test_where_nobody_may_be_looking_stages_are_told_of_once_the_work_takes_long(tmp_path, monkeypatch):
    file = write(tmp_path / "given.csv", values(families.children(60, seed=5)))
    assert not run("link", file, "-o", tmp_path / "pairs.csv").err
    monkeypatch.setattr("sharewell.project.commands.linking.LONG", 0.0)
    said = run("link", file, "-o", tmp_path / "pairs.csv").err.splitlines()
    assert said[0] == "Reading …"
    assert "Deciding who is who …" in said
    assert said[-1] == "Writing …"
