"""What may be written to a log: where it went wrong, never about whom."""

import logging
import traceback
from types import TracebackType

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Impersonal(logging.Formatter):
    """Formats an exception as its type and lines of code, without its message: messages quote the values of rows."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 (the name logging gives it)
        lines = traceback.format_tb(ei[2])
        return "".join(lines) + (ei[0].__qualname__ if ei[0] else "")
