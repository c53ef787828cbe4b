"""What may be held: the one question that every door asks, whether a value comes by page, API, file or correction.

Free text is told by how the field's kind is written, and by nothing else: a word in a name is never weighed for what it
may mean, since any word may be somebody's name. An odd value (`linkage.normalise`) is held and warned about; only what
no value of its kind can be is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sharewell.domain.errors import BadInput
from sharewell.domain.index.policy import Policy
from sharewell.domain.linkage.values import normalise
from sharewell.domain.words import code_of


@dataclass(frozen=True, slots=True)
class Shape:
    """How a kind of field is written, whole: at most so many words, all of them of these characters."""

    words: int
    written: re.Pattern[str]
    like: str


_LONGEST_NAME: Final = 60  # of a field that is refused: its name is said back, and might be a whole sentence

# A full stop inside a name ends a short form, as in "St. Mary’s"; after another word it ends a sentence.
_SHORT_FORMS: Final = (
    "ave|apt|bros|flt|jnr|mrs|nth|prim|sch|snr|sth|beds|berks|bldgs|bucks|cambs|ches|derbys|hants|herts|hunts|lancs|leics|"
    "lincs|middx|northants|notts|oxon|shrops|staffs|warks|wilts|worcs|yorks"
)
_SENTENCE: Final = re.compile(rf"(?!\b(?i:{_SHORT_FORMS})\b)\b([a-z]{{3,}}|\w{{5,}})[.!?;:](\s|$)|[!?;:]\s")
# Words that join others to a sentence. Each may be a name; two of them among five words or more are none.
_JOINING: Final = re.compile(
    r"\b(she|he|him|his|her|they|them|their|is|are|was|were|be|been|has|have|had|does|did|because|but|that|which|who|when|"
    r"not|never|again|after|from)\b",
    re.IGNORECASE,
)
# What only says that something is a list of children, as in "DV flag list 2026": the rest is what it names.
_LISTED: Final = re.compile(
    r"\b(lists?|registers?|rolls?|extracts?|exports?|files?|data|records?|cases?|children|pupils?|patients?|\d+)\b",
    re.IGNORECASE,
)
# What follows tells whose names are on a list, as in "children with autism": no list knows every such word.
_OF_WHOM: Final = re.compile(r"\b(with|without|who|whose|having|suffering)\b", re.IGNORECASE)
_PRONOUNS: Final = re.compile(r"\b(she|he|they)(/(her|him|them|hers|his|theirs|they))+\b", re.IGNORECASE)
# Words with whatever stands between them, also where only a capital does: "fatherHits", "father-hits".
_PIECES: Final = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
_MORE_PIECES: Final = 4  # than words, in a name such as "Mary-Ann McDonald (née O’Neill-Smith)"
_RUNS_ON: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{21,}")  # a sentence where one has no spaces
_MONTH: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"

# One sign in the ways that machines write it. An underscore parts words as a space does.
_SIGNS: Final = str.maketrans('‐‑‒–—−‘’‛ʼ`´"“”⁄_', "-" * 6 + "'" * 9 + "/ ")
# Letters that nobody sees: they would part words unnoticed.
_UNSEEN: Final = re.compile("[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]")
# What only says how letters are joined, as in Persian names.
_JOINER: Final = re.compile(r"\xad|(?<=[^\x00-\x7f])[\u200c\u200d](?=[^\x00-\x7f])")

_NAME = Shape(8, re.compile(r"[^\W\d]?[\w\s'.·,()/&-]*"), "a name")
_CALLED = Shape(12, re.compile(r"[\w\s'.·,()/&+-]*"), "the name of a school, practice or service")
# Longer than a name, it has a number or commas.
_PLACE = Shape(16, re.compile(r"(?=[^,\d]*[,\d]|(\S+\s+){0,7}\S*$)[\w\s'.·,()/&#!-]*"), "an address")
_DATE = Shape(
    4,
    re.compile(rf"[\d\s/.:tz?+-]*((?<=\d)(st|nd|rd|th)\s+)?({_MONTH})?[\d\s/.,:tz?+-]*", re.IGNORECASE),
    "a date",
)
_WHICH_PHONE: Final = r"(tel|phone|telephone|mob|mobile|home|work|mum|dad|mother|father|or)\b"
_PHONE = Shape(
    8,
    re.compile(
        rf"(?=\D*\d|[\W_x]*$)([\d\s+()./x,;:&-]|\b{_WHICH_PHONE})*((ext|extn|extension)\.?\s*\d*)?", re.IGNORECASE
    ),
    "a telephone number",
)
_EMAIL = Shape(
    1,
    re.compile(r"(mailto:)?<?[\w.!#$%&'*+/=?^{|}~-]*@[\w.-]*>?|[\w.-]{0,40}", re.IGNORECASE),
    "an e-mail address",
)
# One odd word may be what an extract writes for "none"; of several at least one has a figure.
_NUMBER = Shape(4, re.compile(r"(?!(.*?\b[^\W\d]{3,}\b){3})[\w/.-]{0,40}|(?=\D*\d)[\w\s/.-]{0,40}"), "a number")
_RECORD = Shape(4, re.compile(r"[\w\s/.-]{0,40}"), "a number")  # it is kept as a hash alone
_GENDERS: Final = (
    "prefer|not|to|say|self|describe|answer|known|unknown|stated|specified|recorded|listed|disclosed|declined|other|"
    "including|male|female|man|woman|boy|girl|trans|transgender|non|binary|conforming|gender|queer|fluid|intersex|"
    "indeterminate"
)
_GENDER = Shape(
    4,
    # The code of a list may stand before the word or after it: "1 - Male", "Female (F)".
    re.compile(
        rf"(\w\s*[-:.=]?\s+)?(\w{{0,20}}([/-]\w{{0,12}})?|({_GENDERS})([\s/(-]+({_GENDERS})){{1,4}}\)?)(\s*\(\w\))?",
        re.IGNORECASE,
    ),
    "a word of a list",
)
_YES = Shape(1, re.compile(r"(true|false|yes|no|y|n|0|1)?", re.IGNORECASE), "yes or no")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of ours: the word of the text that it falls under, and how it is written."""

    under: str
    shape: Shape


# What the pages, the API and extracts are read into. A field that is not here is unknown to every text.
FIELDS: Final[Mapping[str, Field]] = {
    "name": Field("name", _NAME),
    "forename": Field("name", _NAME),
    "forenames": Field("name", _NAME),
    "middle-name": Field("name", _NAME),
    "middle-names": Field("name", _NAME),
    "surname": Field("name", _NAME),
    "alias": Field("alias", _NAME),
    "aliases": Field("alias", _NAME),
    "former-name": Field("alias", _NAME),
    "date-of-birth": Field("date-of-birth", _DATE),
    "birth-date": Field("date-of-birth", _DATE),
    "gender": Field("gender", _GENDER),
    "sex": Field("gender", _GENDER),
    "address": Field("address", _PLACE),
    "addresses": Field("address", _PLACE),
    "house": Field("address", _PLACE),
    "street": Field("address", _PLACE),
    "town": Field("address", _PLACE),
    "postcode": Field("address", _NUMBER),
    "phone": Field("phone", _PHONE),
    "phones": Field("phone", _PHONE),
    "nhs-number": Field("nhs-number", _NUMBER),
    "unique-pupil-number": Field("unique-pupil-number", _NUMBER),
    "upn": Field("unique-pupil-number", _NUMBER),
    "name-of-parent-or-carer": Field("name-of-parent-or-carer", _NAME),
    "parent-name": Field("name-of-parent-or-carer", _NAME),
    "phone-of-parent-or-carer": Field("phone-of-parent-or-carer", _PHONE),
    "parent-phone": Field("phone-of-parent-or-carer", _PHONE),
    "email-of-parent-or-carer": Field("email-of-parent-or-carer", _EMAIL),
    "parent-email": Field("email-of-parent-or-carer", _EMAIL),
    "school-or-setting": Field("school-or-setting", _CALLED),
    "school": Field("school-or-setting", _CALLED),
    "gp-practice": Field("gp-practice", _CALLED),
    "health-visitor": Field("health-visitor", _NAME),
    "service": Field("service", _CALLED),
    "contact": Field("contact", _CALLED),
    "contact-phone": Field("contact", _PHONE),
    "contact-email": Field("contact", _EMAIL),
    "since": Field("service", _DATE),
    "until": Field("service", _DATE),
    "lead-professional": Field("lead-professional", _CALLED),
    "assessment-exists": Field("assessment-exists", _YES),
    "assessment-date": Field("assessment-exists", _DATE),
    "concern": Field("concern", _YES),
    "source-record": Field("source-record", _RECORD),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One field that may not be held. `said` names the field and the clause, and never the value."""

    field: str
    clause: str
    said: str


class NotHeld(BadInput):
    """Fields that the index must not hold: nothing of what came with them is held either."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__(" ".join(refusal.said for refusal in refusals))


def must_hold(values: Mapping[str, object], policy: Policy) -> None:
    """Raises NotHeld unless every field may be held and each value is written as its field is.

    Args:
        values: by field, named as anybody names it ("NHS number", "nhs_number"): a text, a date, a number, a truth
            value, a list of such, or a mapping from part to value, as an address has.
    """
    found = tuple(refusals(values, policy))
    if found:
        raise NotHeld(found)


def refusals(values: Mapping[str, object], policy: Policy) -> Iterator[Refusal]:
    """Every field that may not be held, with its clause."""
    for name, value in values.items():
        code = code_of(name)
        refusal = field_refused(code, policy)
        if refusal is not None:
            yield refusal
        elif any(not _is_written(part, leaf, policy) for part, leaf in _leaves(code, value)):
            yield Refusal(
                field=code,
                clause=policy.free_text_clause,
                said=f"“{code}” takes {FIELDS[code].shape.like} and no free text: shorten it to that. "
                f"(Clause {policy.free_text_clause}.)",
            )


def field_refused(name: str, policy: Policy) -> Refusal | None:
    """Why a field, such as a column of an extract, may not be held whatever stands in it; None where it may."""
    code = code_of(name)[:_LONGEST_NAME]
    if code in policy.refused:
        what, clause = policy.refused[code]
        return Refusal(
            field=code,
            clause=clause,
            said=f"“{code}” is {what}, which the index must not hold: leave it out. (Clause {clause}.)",
        )
    field = FIELDS.get(code)
    if field is None or field.under not in policy.holds:
        said = f"“{code}” is not among the basic details that the index holds: leave it out. "
        return Refusal(field=code, clause=policy.holds_clause, said=f"{said}(Clause {policy.holds_clause}.)")
    return None


def must_be_called(name: str, value: str, policy: Policy) -> None:
    """Raises NotHeld for what somebody calls an extract or a case where it tells whose it is, and as
    `must_be_a_few_words` does."""
    if _OF_WHOM.search(_one_way(value)):
        said = f"“{name}” says something of a child, and the index holds basic details only: choose another."
        raise _not_held(name, said, policy.holds_clause)
    must_be_a_few_words(name, value, policy)


def must_be_a_few_words(name: str, value: str, policy: Policy) -> None:
    """Raises NotHeld for words of somebody's own that tell what the index never holds, or are more than a few.

    They are kept beside a child: what an extract is called that the child came with, or why the child is shielded.
    """
    codes = (code_of(value), code_of(_LISTED.sub(" ", value)))
    if code := next((code for code in codes if code in policy.refused), ""):
        what, clause = policy.refused[code]
        said = f"“{name}” names {what}, which the index must not hold of a child: choose another."
        raise _not_held(name, said, clause)
    if len(value) > policy.longest or not _is_like(value, _CALLED):
        said = f"“{name}” takes a few words and no free text: shorten it to that."
        raise _not_held(name, said, policy.free_text_clause)


def _not_held(name: str, said: str, clause: str) -> NotHeld:
    return NotHeld((Refusal(field=code_of(name), clause=clause, said=f"{said} (Clause {clause}.)"),))


def is_sentence(name: str) -> bool:
    """Whether what a column is called, by whatever signs it is written with, says more than a name does."""
    return len(name.split()) > _CALLED.words or _is_sentence(_one_way(name))


def _leaves(code: str, value: object) -> Iterator[tuple[str, object]]:
    match value:
        case Mapping():
            for part, inner in value.items():
                yield from _leaves(code_of(str(part)), inner)
        case list() | tuple() | set() | frozenset():
            for inner in value:
                yield from _leaves(code, inner)
        case None:
            return
        case _:
            yield code, value


def _is_written(code: str, value: object, policy: Policy) -> bool:
    field = FIELDS.get(code)
    if field is None or field.under not in policy.holds or code in policy.refused:
        return False
    text = str(value).strip()
    # "not known", and other ways of saying nothing, are taken in anywhere.
    return len(text) <= policy.longest and (not normalise.plain(text) or _is_like(text, field.shape))


def _is_like(text: str, shape: Shape) -> bool:
    if re.search(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", text) or _UNSEEN.search(text):
        return False
    text = unicodedata.normalize("NFC", text) if shape in (_EMAIL, _RECORD) else _one_way(text)
    return (
        len(text.split()) <= shape.words
        and shape.written.fullmatch(text) is not None
        and not _is_sentence(text)
        and (
            shape.words < 5
            or shape is _PHONE
            or not (_SENTENCE.search(text.removesuffix(".")) or _is_joined(text, shape.words))
        )
    )


def _one_way(text: str) -> str:
    """Each sign written one way, and letters without their marks: many a writing has its vowels there."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", _JOINER.sub("", text.translate(_SIGNS)))
        text = "".join(letter for letter in text if not unicodedata.category(letter).startswith("M"))
    return text.translate(_SIGNS)


def _is_sentence(text: str) -> bool:
    pieces = _PIECES.findall(_PRONOUNS.sub("", text))
    return len(pieces) > 4 and len(_JOINING.findall(" ".join(pieces))) > 1


def _is_joined(text: str, words: int) -> bool:
    pieces = [piece for piece in _PIECES.findall(text.replace("'", "")) if len(piece) > 1]
    return len(pieces) > words + _MORE_PIECES or _RUNS_ON.search(text) is not None
