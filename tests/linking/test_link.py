"""`sharewell link`, as a person at a terminal meets it, on invented children with their families."""

import csv
import json
from dataclasses import fields, replace
from random import Random

import pytest

from sharewell.linking import errors, families
from sharewell.linking import extracts as extracts_of
from sharewell.linking.opening import opened
from tests.project.commands import run

COLUMNS = [field.name for field in fields(families.Child)]


def write(path, rows, headers=COLUMNS, encoding="utf-8"):
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.writer(file)
        writer.writerow(headers)
        writer.writerows(rows)
    return path


def values(children, without=()):
    return [["" if name in without else getattr(child, name) for name in COLUMNS] for child in children]


def read(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def extracts(tmp_path_factory):
    """An index of children with their families, and what another service wrote of some of them."""
    folder = tmp_path_factory.mktemp("extracts")
    every = families.children(4_400, seed=7)
    unseen, index = every[::11], [child for at, child in enumerate(every) if at % 11]
    found = list(errors.extract(index[::4], unseen, seed=8))
    left = write(folder / "index.csv", values(index))
    right = write(folder / "extract.csv", values([child for child, _, _ in found]))
    return left, right, {(true, child.id) for child, true, _ in found if true}


def test_families_are_seen_and_only_the_child_itself_is_linked(extracts, tmp_path):
    left, right, truth = extracts
    summary = run("link", left, right, "-o", tmp_path / "pairs.csv", "--json").json
    assert summary["families"] is True
    pairs = {(row["left_id"], row["right_id"]): row for row in read(tmp_path / "pairs.csv")}
    links = {ids for ids, row in pairs.items() if row["decision"] == "link"}
    assert len(links - truth) <= 1
    assert len(links & truth) > 0.975 * len(truth)
    assert len(pairs.keys() & truth) > 0.995 * len(truth)  # the others are there for a person to see
    assert all(float(row["probability"]) > 0.98 for row in pairs.values() if row["decision"] == "link")


def test_who_is_to_be_looked_at_is_hardly_ever_a_brother_or_sister(extracts, tmp_path):
    left, right, truth = extracts
    run("link", left, right, "-o", tmp_path / "pairs.csv")
    looked_at = [row for row in read(tmp_path / "pairs.csv") if row["decision"] == "review"]
    assert len(looked_at) < 0.2 * len(truth)


def test_schools_parents_and_homes_that_brothers_and_sisters_share_link_none_of_them(tmp_path):
    """As schools and services deliver: most columns of a row tell of somebody else than the child."""
    population = families.population(900, seed=9)
    children = [*population.some(range(900))]

    def row(child, family):
        school = family * 7919 % 30
        return {
            "id": child.id,
            "mother_first_name": families.children(30, seed=3)[family % 30].forename,
            "mother_surname": child.surname,
            "parent_phone": child.phone,
            "pupil_first_name": child.forename,
            "pupil_surname": child.surname,
            "date_of_birth": child.birth_date,
            "house_number": family % 90,
            "street": f"{family % 7} Street",
            "postcode": child.postcode,
            "uprn": 100_000_000_000 + 7919 * family,
            "school_name": f"School {school}",
            "school_urn": 100_000 + school,
            "school_postcode": f"N{school % 9} {school % 7}AA",
            "headteacher": f"Head of {school}",
        }

    rows = [row(child, family) for child, family in zip(children, population.family.tolist(), strict=True)]
    again = [{**rows[at], "id": f"x{at}", "pupil_surname": errors.misspelt(children[at].surname, Random(at))}
             for at in range(0, 900, 5)]  # fmt: skip
    file = write(tmp_path / "roll.csv", [each.values() for each in rows + again], headers=[*rows[0]])
    found = run("link", file, "-o", tmp_path / "pairs.csv", "--json").json
    links = {
        tuple(sorted((r["left_id"], r["right_id"]))) for r in read(tmp_path / "pairs.csv") if r["decision"] == "link"
    }
    truth = {tuple(sorted((children[at].id, f"x{at}"))) for at in range(0, 900, 5)}
    assert not links - truth
    assert len(links & truth) > 0.97 * len(truth)
    assert found["fields"]["pupil_first_name"] == "forename"


def test_without_birth_dates_the_forename_tells_brothers_apart(tmp_path):
    population = families.population(2_000, seed=9)
    children = [*population.some(range(2_000))]
    rows = [(c.id, c.forename, c.surname, c.postcode, c.phone) for c in children]
    again = [(f"x{at}", c.forename, errors.misspelt(c.surname, Random(at)), c.postcode, c.phone)
             for at, c in enumerate(children) if at % 4 == 0]  # fmt: skip
    file = write(tmp_path / "roll.csv", rows + again, headers=["id", "forename", "surname", "postcode", "phone"])
    summary = run("link", file, "-o", tmp_path / "pairs.csv", "--json").json
    assert summary["families"] is True
    links = {
        tuple(sorted((r["left_id"], r["right_id"]))) for r in read(tmp_path / "pairs.csv") if r["decision"] == "link"
    }
    truth = {tuple(sorted((children[at].id, f"x{at}"))) for at in range(0, 2_000, 4)}
    assert len(links - truth) <= 0.01 * len(links)
    assert len(links & truth) > 0.9 * len(truth)


def linked_undated(tmp_path, left, right):
    """The summary, and which children of two files without birth dates are linked."""

    def undated(name, children):
        headers = ["id", "forename", "surname", "postcode", "phone"]
        return write(tmp_path / name, [[getattr(child, one) for one in headers] for child in children], headers=headers)

    files = undated("left.csv", left), undated("right.csv", right)
    summary = run("link", *files, "-o", tmp_path / "pairs.csv", "--json").json
    rows = read(tmp_path / "pairs.csv")
    return summary, {(row["left_id"], row["right_id"]) for row in rows if row["decision"] == "link"}


def test_a_wrong_forename_is_no_brothers_where_nobody_has_one(tmp_path):
    first = families.children(1_500, seed=7)[::5]
    right = [
        replace(child, id=f"x{at}", **({"forename": "Qadir"} if at % 8 == 0 else {"phone": ""}))
        for at, child in enumerate(first)
    ]
    summary, links = linked_undated(tmp_path, first, right)
    assert summary["families"] is False
    assert len(links & {(child.id, f"x{at}") for at, child in enumerate(first)}) > 0.95 * len(first)


def test_who_stands_in_a_file_twice_is_no_twin_of_a_row_with_a_wrong_forename(tmp_path):
    first = families.children(1_500, seed=7)[::5]
    again = [replace(child, id=f"a{at}", phone="") for at, child in enumerate(first)]
    right = [replace(child, id=f"x{at}") for at, child in enumerate(first)]
    wrong = [replace(child, id=f"w{at}", forename="Qadir") for at, child in enumerate(first[::10])]
    left, right = write(tmp_path / "l.csv", values(first + again)), write(tmp_path / "r.csv", values(right + wrong))
    assert run("link", left, right, "-o", tmp_path / "pairs.csv", "--json").json["families"] is False


def test_of_two_files_that_hold_people_twice_rows_of_one_file_bring_others_together(tmp_path):
    """Two rows that have little to say to each other are one person where a third is like both."""
    first = families.children(1_500, seed=7)[::5]
    moved, between = [], []
    for at, child in enumerate(first):
        home = {"surname": f"Quill{at}", "postcode": f"ZZ{at} 1AA", "phone": f"077009{at:05}", "nhs_number": ""}
        moved.append(replace(child, id=f"m{at}", birth_date="", **home))
        between.append(replace(moved[-1], id=f"b{at}", surname=child.surname, birth_date=child.birth_date))
    left = write(tmp_path / "left.csv", values(first + between))
    right = write(
        tmp_path / "right.csv", values(moved + [replace(child, id=f"x{at}") for at, child in enumerate(first)])
    )
    run("link", left, right, "-o", tmp_path / "pairs.csv")
    links = {(row["left_id"], row["right_id"]) for row in read(tmp_path / "pairs.csv") if row["decision"] == "link"}
    assert len(links & {(child.id, f"m{at}") for at, child in enumerate(first)}) > 0.9 * len(first)
    assert {left[0] + right[0] for left, right in links} == {"cm", "cx", "bm", "bx"}


@pytest.mark.parametrize(("sexes", "seen"), [(("F", "M"), False), (("M", "M"), True)])
def test_one_person_with_two_forenames_is_seldom_of_two_sexes(sexes, seen, tmp_path):
    """Where all are of one sex that says nothing, and they may be brothers."""
    first = [replace(child, sex=sexes[at % 2]) for at, child in enumerate(families.children(1_500, seed=7)[::5])]
    twice = [replace(child, id=f"x{at}", phone="") for at, child in enumerate(first)]
    twice[::8] = [replace(child, forename="Qadir") for child in twice[::8]]
    headers = ["id", "forename", "surname", "sex", "postcode", "phone"]
    rows = [[getattr(child, one) for one in headers] for child in first + twice]
    file = write(tmp_path / "file.csv", rows, headers=headers)
    summary = run("link", file, "-o", tmp_path / "pairs.csv", "--json").json
    assert summary["families"] is seen
    links = [row for row in read(tmp_path / "pairs.csv") if row["decision"] == "link"]
    assert (len(links) > 0.98 * len(first)) is not seen


def test_brothers_of_whom_each_is_in_another_file_are_not_linked(tmp_path):
    older = families.children(1_500, seed=7)[::5]
    younger = [
        replace(child, id=f"y{at}", forename=("Qadir", "Zebedee")[at % 2]) for at, child in enumerate(older[:200])
    ]
    same = [replace(child, id=f"x{at}", phone="") for at, child in enumerate(older[200:], 200)]
    summary, links = linked_undated(tmp_path, older, younger + same)
    assert summary["families"] is True
    assert not {left for left, _ in links} & {child.id for child in older[:200]}
    assert len(links) > 0.9 * len(same)


def test_twins_are_seen_where_there_are_no_other_brothers_and_sisters(tmp_path):
    first = families.children(1_500, seed=7)[::5]
    others = [replace(child, id=f"t{at}", forename="Qadir") for at, child in enumerate(first[:40])]
    left = write(tmp_path / "left.csv", values(first + others))
    right = write(tmp_path / "right.csv", values(child for child, _, _ in errors.extract(first, [], seed=8)))
    summary = run("link", left, right, "-o", tmp_path / "pairs.csv", "--json").json
    assert summary["families"] is True
    linked = {row["left_id"] for row in read(tmp_path / "pairs.csv") if row["decision"] == "link"}
    assert not linked & {child.id for child in others}
    assert len(linked) > 0.95 * len(first)


def test_without_the_guard_brothers_and_sisters_would_be_linked(extracts, tmp_path):
    left, right, truth = extracts
    run("link", left, right, "-o", tmp_path / "pairs.csv", "--no-guard")
    links = {(r["left_id"], r["right_id"]) for r in read(tmp_path / "pairs.csv") if r["decision"] == "link"}
    assert len(links - truth) > 100


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
    assert "700 rows" in said
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
    links = {(row["left_id"], row["right_id"]) for row in read(tmp_path / "pairs.csv") if row["decision"] == "link"}
    assert len(links & {(c.id, c.id) for c in noted}) > 0.97 * len(noted)
    assert sum(one != other for one, other in links) <= 2
