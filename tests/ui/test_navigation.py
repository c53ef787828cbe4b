from collections.abc import Mapping
from types import MappingProxyType, SimpleNamespace

from sharewell.ui import navigation


def destinations(path: str, monkeypatch, shut: Mapping[str, str] = MappingProxyType({})) -> list[tuple[str, bool]]:
    addresses = {"sharing:start": "/share/", "matters:index": "/matters/", "matters:due": "/matters/due"}

    def reverse(name: str) -> str:
        if name not in addresses:
            raise navigation.NoReverseMatch
        return addresses[name]

    monkeypatch.setattr(navigation, "reverse", reverse)
    request = SimpleNamespace(path=path, opens=lambda view: view != "shut")
    monkeypatch.setattr(navigation, "resolve", lambda href: SimpleNamespace(func=shut.get(href, "open")))
    return [(found.text, found.active) for found in navigation.navigation(request)]


def test_a_page_that_is_not_installed_is_no_destination(monkeypatch) -> None:
    assert [text for text, _ in destinations("/", monkeypatch)] == ["May I share?", "Matters", "Due"]


def test_the_nearest_destination_is_where_a_person_is(monkeypatch) -> None:
    assert ("Due", True) in destinations("/matters/due", monkeypatch)
    assert ("Matters", False) in destinations("/matters/due", monkeypatch)
    assert ("Matters", True) in destinations("/matters/7", monkeypatch)
    assert not any(active for _, active in destinations("/help", monkeypatch))


def test_a_page_that_does_not_open_is_no_destination(monkeypatch) -> None:
    shut = {"/matters/": "shut"}
    assert [text for text, _ in destinations("/", monkeypatch, shut)] == ["May I share?", "Due"]
