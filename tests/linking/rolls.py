"""Rolls of invented children as files that services deliver, and what a command wrote of them."""

import csv
from dataclasses import fields

from sharewell.linking.inventing import families

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


def links_of(path):
    """The ids of each pair of rows that was linked."""
    return [(row["left_id"], row["right_id"]) for row in read(path) if row["decision"] == "link"]
