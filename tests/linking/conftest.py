import pytest

from sharewell.linking.inventing import errors, families
from tests.linking.rolls import values, write


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
