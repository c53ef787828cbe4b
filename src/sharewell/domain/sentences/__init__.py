"""THE table: every sentence this language can read, and what it means.

Everything that gives a sentence meaning is in this package. From the table come the reader (`reading`), the
drafting guide (`sharewell forms`) and the suggestions in error messages. New wording is a new row here and
nothing elsewhere; a new protocol is no code at all.
"""

from sharewell.domain.sentences import deciding, defining, keeping, timing
from sharewell.domain.sentences.form import Form, Hold

FORMS: tuple[Form, ...] = defining.FORMS + deciding.FORMS + keeping.FORMS + timing.FORMS

__all__ = ["FORMS", "Form", "Hold"]
