"""The sections of docs/measurements.md, of which each bench writes its own anew."""

from __future__ import annotations

import re
from pathlib import Path


def write(section: str, file: Path) -> None:
    """Put a section in the place of the one of its heading, or at the end; every other stays as it is."""
    heading = section.partition("\n")[0]
    every = re.split(r"\n+(?=## )", file.read_text().rstrip())
    place = next((at for at, each in enumerate(every) if each.partition("\n")[0] == heading), len(every))
    every[place : place + 1] = [section.rstrip()]
    file.write_text("\n\n".join(every) + "\n")
