from collections.abc import Iterator
from pathlib import Path

import pytest

from sharewell.domain.merkle.keys import Key, Kind
from sharewell.witness import records
from tests.domain.merkle.made import LOG
from tests.witness.serving import Served, served


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A witness that watches one log."""
    made = tmp_path / "witness"
    records.make_key(made, "police.example/witness", Kind.COSIGNATURE_ML_DSA)
    records.trust(made, LOG.public)
    return made


@pytest.fixture
def key(home: Path) -> Key:
    return records.key(home).public


@pytest.fixture
def server(home: Path) -> Iterator[Served]:
    with served(home) as serving:
        yield serving
