"""docs/security-promises.md names the published requirements, all that levels 1 and 2 ask, and tests that are there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROMISES = (ROOT / "docs/security-promises.md").read_text()
REQUIREMENT = re.compile(r"V\d+\.\d+\.\d+")
# OWASP ASVS 5.0.0: the number of each requirement and its level, without its words.
LEVELS = dict(line.split() for line in (ROOT / "tests/project/asvs-5.0.0.txt").read_text().splitlines())


def test_the_list_is_the_whole_standard():
    assert [sum(level == each for level in LEVELS.values()) for each in "123"] == [70, 183, 92]


def test_every_requirement_named_exists():
    files = [*(ROOT / "docs").rglob("*.md"), *(ROOT / "src").rglob("*.py")]
    named = {(file.name, each) for file in files for each in REQUIREMENT.findall(file.read_text())}
    assert {(file, each) for file, each in named if each not in LEVELS} == set()


def test_every_requirement_of_levels_1_and_2_is_spoken_of():
    asked = {name for name, level in LEVELS.items() if level in "12"}
    assert sorted(asked - set(REQUIREMENT.findall(PROMISES))) == []


@pytest.mark.parametrize(
    "file", sorted(set(re.findall(r"`((?:tests|bench|docs|src)/[\w/]+\.(?:py|md|txt))`", PROMISES)))
)
def test_every_file_named_is_there(file):
    assert (ROOT / file).exists()
