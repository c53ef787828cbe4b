from sharewell.ui import navigation


def destinations(path: str, monkeypatch) -> list[tuple[str, bool]]:
    addresses = {"sharing:start": "/share/", "matters:index": "/matters/", "matters:due": "/matters/due"}

    def reverse(name: str) -> str:
        if name not in addresses:
            raise navigation.NoReverseMatch
        return addresses[name]

    monkeypatch.setattr(navigation, "reverse", reverse)
    return [(found.text, found.active) for found in navigation.navigation(path)]


def test_a_page_that_is_not_installed_is_no_destination(monkeypatch) -> None:
    assert [text for text, _ in destinations("/", monkeypatch)] == ["May I share?", "Matters", "Due"]


def test_the_nearest_destination_is_where_a_person_is(monkeypatch) -> None:
    assert ("Due", True) in destinations("/matters/due", monkeypatch)
    assert ("Matters", False) in destinations("/matters/due", monkeypatch)
    assert ("Matters", True) in destinations("/matters/7", monkeypatch)
    assert not any(active for _, active in destinations("/help", monkeypatch))
