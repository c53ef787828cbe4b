"""Texts read from files."""

import hashlib
from datetime import date

import pytest

from sharewell.domain.text import Unreadable
from sharewell.protocols.library import LARGEST, bundled, read_file
from tests.protocols.vale import WORDS


def test_the_bundled_texts_are_whole():
    library = bundled()
    for text in library.texts:
        assert library.edition(text.id, on=text.edition).whole().protocol is text


def test_the_environment_names_another_folder(tmp_path, monkeypatch):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/words.md").write_text(WORDS)
    monkeypatch.setenv("SHAREWELL_TEXTS", str(tmp_path))
    assert [(t.id, t.edition) for t in bundled().texts] == [("vale/words", date(2020, 1, 1))]


def test_the_hash_is_that_of_the_file(tmp_path):
    content = WORDS.replace("\n", "\r\n").encode()
    (tmp_path / "words.md").write_bytes(content)
    assert read_file(tmp_path / "words.md").hash == hashlib.sha256(content).hexdigest()


def test_the_same_edition_twice_is_refused_with_both_files(tmp_path):
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(WORDS)
    with pytest.raises(Unreadable, match=r"b\.md.*a\.md"):
        bundled(tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Unreadable, match="none-such"):
        bundled(tmp_path / "none-such")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"---\nid: x\xe9"])
def test_what_is_no_utf_8_is_refused(content, tmp_path):
    (tmp_path / "x.md").write_bytes(content)
    with pytest.raises(Unreadable, match="UTF-8"):
        read_file(tmp_path / "x.md")


def test_a_file_has_a_largest_size(tmp_path):
    file = tmp_path / "x.md"
    file.write_text(WORDS + "\n" * (LARGEST - len(WORDS)))
    assert read_file(file).id == "vale/words"
    file.write_text(WORDS + "\n" * (LARGEST - len(WORDS) + 1))
    with pytest.raises(Unreadable, match="at most"):
        read_file(file)


@pytest.mark.parametrize("name", ["none-such.md", "", "a\0b"])
def test_a_file_that_cannot_be_opened_is_told(name, tmp_path):
    with pytest.raises(Unreadable, match="could not be opened"):
        read_file(f"{tmp_path}/{name}")
