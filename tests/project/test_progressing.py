"""How far a long work has come is told to whoever reads its log, too."""

import pytest

from sharewell.project.commands import progressing


@pytest.mark.parametrize(("total", "said"), [(100, "Loading: 50 of 100 …\n"), (None, "Loading: 50 …\n")])
def test_without_a_terminal_a_line_is_written_now_and_then_of_what_takes_long(total, said, monkeypatch, capsys):
    clock = 0.0
    monkeypatch.setattr(progressing, "monotonic", lambda: clock)
    with progressing.progress("Loading", total) as tell:
        for _ in range(7):
            clock += progressing.EVERY / 5
            tell(10)
    assert capsys.readouterr() == ("", said)


def test_a_machine_that_asked_for_json_is_told_nothing_else(monkeypatch, capsys):
    monkeypatch.setattr(progressing, "EVERY", 0.0)
    with progressing.progress("Loading", 100, shown=False) as tell:
        tell(50)
    assert capsys.readouterr() == ("", "")
