"""The sections of docs/measurements.md, of which each bench writes its own anew."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown


def tell(section: str, *files: str) -> None:
    """Print a section, and write it into the file that the command line names."""
    Console().print(Markdown(section))
    for file in files:
        write(section, Path(file))


def draw(picture: str, name: str, *files: str) -> None:
    """Write a picture beside the file that the command line names."""
    for file in files:
        place = Path(file).parent / "pictures" / name
        place.parent.mkdir(exist_ok=True)
        place.write_text(picture)


def write(section: str, file: Path) -> None:
    """Put a section in the place of the one of its heading, or at the end; every other stays as it is."""
    heading = section.partition("\n")[0]
    every = re.split(r"\n+(?=## )", file.read_text().rstrip())
    place = next((at for at, each in enumerate(every) if each.partition("\n")[0] == heading), len(every))
    every[place : place + 1] = [section.rstrip()]
    file.write_text("\n\n".join(every) + "\n")
