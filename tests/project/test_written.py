"""What a command writes is there whole, or not at all, and what was there before is not lost for it."""

import os
import stat

import pytest

from sharewell.project.commands.written import CannotWrite, writing


def break_off(path, error):
    with writing(path) as file:
        file.write("half")
        raise error


def test_what_was_there_stays_until_the_new_is_whole(tmp_path):
    kept = tmp_path / "pairs.csv"
    kept.write_text("before")
    kept.chmod(0o600)
    with writing(kept) as file:
        file.write("after")
        file.flush()
        assert kept.read_text() == "before"
    assert (kept.read_text(), stat.S_IMODE(kept.stat().st_mode)) == ("after", 0o600)
    assert os.listdir(tmp_path) == ["pairs.csv"]


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_what_breaks_off_changes_nothing_and_leaves_nothing(tmp_path, error):
    kept = tmp_path / "pairs.csv"
    kept.write_text("before")
    with pytest.raises((CannotWrite, KeyboardInterrupt)):
        break_off(kept, error)
    assert kept.read_text() == "before"
    assert os.listdir(tmp_path) == ["pairs.csv"]


def test_a_link_leads_to_the_file_that_is_written(tmp_path):
    (tmp_path / "link").symlink_to("target")
    with writing(tmp_path / "link") as file:
        file.write("after")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "after"


def test_a_pipe_is_written_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    with writing(pipe) as file:
        file.write("after")
    assert os.read(reader, 99) == b"after"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
