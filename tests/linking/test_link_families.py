"""`sharewell link` on files that hold families: brothers, sisters and twins are seen, and none is taken for another."""

from dataclasses import replace
from random import Random

import pytest

from sharewell.linking.inventing import errors, families
from tests.linking.rolls import links_of, read, values, write
from tests.project.commands import run


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
    links = {tuple(sorted(pair)) for pair in links_of(tmp_path / "pairs.csv")}
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
    links = {tuple(sorted(pair)) for pair in links_of(tmp_path / "pairs.csv")}
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
    return summary, {*links_of(tmp_path / "pairs.csv")}


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
    links = {*links_of(tmp_path / "pairs.csv")}
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
    links = links_of(tmp_path / "pairs.csv")
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
    linked = {left for left, _ in links_of(tmp_path / "pairs.csv")}
    assert not linked & {child.id for child in others}
    assert len(linked) > 0.95 * len(first)


def test_a_row_under_its_twin_s_number_is_left_to_a_person(tmp_path):
    first = [child for child in families.children(1_500, seed=7) if child.nhs_number]
    first, spare = first[:-40], [child.nhs_number for child in first[-40:]]
    twins = [
        replace(child, id=f"t{at}", forename="Qadir", nhs_number=number)
        for at, (child, number) in enumerate(zip(first, spare, strict=False))
    ]
    wrong = [replace(child, id=f"w{at}", forename="Qadir") for at, child in enumerate(first[:40])]
    left = write(tmp_path / "left.csv", values(first + twins))
    found = [child for child, _, _ in errors.extract(first[40:], [], seed=8)]
    right = write(tmp_path / "right.csv", values(found + wrong))
    assert run("link", left, right, "-o", tmp_path / "pairs.csv", "--json").json["families"] is True
    linked = {right: left for left, right in links_of(tmp_path / "pairs.csv")}
    own = {child.id for child in first[:40]}
    assert not own & {linked.get(each.id) for each in wrong}


def test_without_the_guard_brothers_and_sisters_would_be_linked(extracts, tmp_path):
    left, right, truth = extracts
    run("link", left, right, "-o", tmp_path / "pairs.csv", "--no-guard")
    links = {*links_of(tmp_path / "pairs.csv")}
    assert len(links - truth) > 100


def test_of_twins_without_forenames_each_is_linked_with_itself_or_nobody(tmp_path):
    """Births as a ward and a register write them: most that is known of a child is its mother's."""
    first = families.children(6_000, seed=7)[::5]
    mothers = families.children(len(first), seed=8)
    twins = [replace(child, id=f"t{at}", sex="mf"[at % 2]) for at, child in enumerate(first[:60])]

    def rows(children):
        for at, child in children:
            mother = child.surname if at % 3 else mothers[at].surname
            yield child.id, child.surname, child.sex, child.birth_date, mothers[at].forename, mother, child.postcode

    headers = ["id", "Surname", "Sex", "Date of birth", "Mother forename", "Mother surname", "Postcode"]
    ward = [*enumerate(first), *enumerate(twins)]
    random = Random(9)
    register = [(at, replace(c, surname=errors.misspelt(c.surname, random)) if at % 9 == 0 else c) for at, c in ward]
    left = write(tmp_path / "ward.csv", rows(ward), headers=headers)
    right = write(tmp_path / "register.csv", rows(register), headers=headers)
    run("link", left, right, "-o", tmp_path / "pairs.csv")
    links = links_of(tmp_path / "pairs.csv")
    assert len(links) > 0.93 * len(ward)
    assert sum(left != right for left, right in links) <= 2
    unlike = {child.id for child, twin in zip(first, twins, strict=False) if child.sex != twin.sex}
    assert len(unlike & {left for left, _ in links}) > 0.95 * len(unlike)
    seen = {row["left_id"] for row in read(tmp_path / "pairs.csv")}
    assert seen >= {child.id for _, child in ward}  # the others, a person can see


def test_who_moved_and_is_misspelt_is_linked_and_no_brother_or_sister_is(tmp_path):
    """Of two extracts, what is rare about them outweighs another home and an error."""
    every, random = families.children(3_000, seed=5), Random(5)
    moved = [
        replace(child, id=f"m{child.id}", surname=errors.misspelt(child.surname, random), postcode=at.postcode,
                phone=at.phone, nhs_number="")
        for child, at in zip(every[:300], every[2_700:], strict=True)
    ]  # fmt: skip
    there = [replace(child, id=f"m{child.id}", nhs_number="") for child in every[300:1_500]]
    left, right = write(tmp_path / "roll.csv", values(every)), write(tmp_path / "clinic.csv", values(moved + there))
    summary = run("link", left, right, "-o", tmp_path / "pairs.csv", "--json").json
    assert summary["families"] is True
    links = links_of(tmp_path / "pairs.csv")
    assert [(theirs, mine) for theirs, mine in links if mine != f"m{theirs}"] == []
    assert len({mine for _, mine in links} & {child.id for child in moved}) > 0.8 * len(moved)
