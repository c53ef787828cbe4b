"""What must be of the children of all indexes, told by what was done alone: no code of the index is asked."""

from dataclasses import dataclass
from datetime import date

from sharewell.ledger.acts import about

SEEN = {"forename", "surname", "birth_date", "sex", "nhs_number"}  # clause 4.1


@dataclass
class Row:
    index: int
    organisation: int
    details: dict
    own: int
    hidden: bool = False
    day: date | None = None
    gone: str = ""

    @property
    def told(self):
        return {name: value for name, value in self.details.items() if not self.hidden or name in SEEN}

    def reaches(self, age):
        """On which day; None where no birth date is told."""
        if "birth_date" not in self.details:
            return None
        year, month, day = map(int, self.details["birth_date"].split("-"))
        return date(year + age, month, day)

    @property
    def longer(self):
        return self.day is not None and self.day == (self.reaches(25) or self.day)


class Expected:
    """`rows` by their number; `pairs` that wait, `doubts` that nobody answered, each by its number."""

    def __init__(self):
        self.rows, self.were, self.pairs, self.doubts, self.offers, self.notes = {}, {}, {}, {}, {}, {}
        self.shieldings = set()  # whose row, and by whom
        self.archives = False

    def there(self):
        return {pk: row for pk, row in self.rows.items() if not row.gone}

    def of(self, pk):
        """The rows of the child whose row this is."""
        return {each: row for each, row in self.rows.items() if row.own == self.rows[pk].own}

    # --- what partners say ------------------------------------------------------------------------------

    def registered(self, child, details, outcome, pair):
        own = child.merged_into_id or child.pk
        assert (own != child.pk) == (outcome == "linked")
        assert (pair is not None) == (outcome == "possible")
        if outcome == "linked":
            first = self.rows[own]
            assert (first.own, first.gone, first.index) == (own, "", child.index_id)
        row = self.rows[child.pk] = Row(child.index_id, child.organisation_id, details, own)
        row.day = self.last_day(row)
        self._hide_alike(child.pk)
        if pair is not None:
            self.waits(pair)
            self._hide_with(child.pk, pair.one_id)

    def delivered(self, pk, details, outcome):
        row = self.rows[pk]
        assert not row.gone
        assert outcome == ("unchanged" if row.details == details else "corrected")
        longer, row.details = row.longer, details
        if not (longer and "birth_date" not in details):  # then the day is all that tells
            row.day = self.last_day(row, longer=longer)
        if outcome == "corrected":
            self.doubts = {each: of for each, of in self.doubts.items() if of != pk}

    def doubted(self, doubt):
        self.doubts[doubt.pk] = doubt.child_id

    def answered(self, doubt):
        self.doubts.pop(doubt.pk)

    def noted(self, row):
        self.notes[about(row)] = row.child_id

    def ended(self, row, ending):
        assert ending.what == about(row)
        self.notes.pop(about(row))

    def notes_of(self, own, kind):
        """Of whatever kind, what was noted of the rows of this child and holds."""
        return {what for what, pk in self.notes.items() if self.rows[pk].own == own and what.startswith(kind)}

    # --- who is one child -------------------------------------------------------------------------------

    def joined(self, joining, one, other):
        self._moved(joining, [pk for pk, row in self.rows.items() if one in (pk, row.own)], self.rows[other].own)

    def parted(self, joining, pk):
        self._moved(joining, [pk], None)

    def undone(self, joining, undoing):
        by_itself = {row: were or row for row, were in zip(joining.rows, joining.were, strict=True)}
        before = self.were.pop(joining.pk, by_itself)
        self.were[undoing.pk] = {pk: self.rows[pk].own for pk in before}
        for pk, own in before.items():
            self.rows[pk].own = own
        for pk in before:
            self._hide_alike(pk)

    def waits(self, pair):
        self.pairs[pair.pk] = (pair.one_id, pair.other_id)

    def settled(self, pair, joining):
        one, other = self.pairs.pop(pair.pk)
        if joining is not None:
            self.joined(joining.pk, self.rows[other].own, one)

    def _moved(self, joining, rows, own):
        self.were[joining] = {pk: self.rows[pk].own for pk in rows}
        for pk in rows:
            self.rows[pk].own = own or pk
            self._hide_alike(pk)

    # --- what is hidden ---------------------------------------------------------------------------------

    def shielded(self, pk, organisation):
        assert not any(by == organisation for row, by in self.shieldings if row in self.of(pk))
        self.shieldings.add((self.rows[pk].own, organisation))
        self._hide(pk)
        rows = self.of(pk)
        for one, other in self.pairs.values():
            if self._both(one, other) and {one, other} & rows.keys():
                self._hide(one)
                self._hide(other)

    def unshielded(self, pk, organisation, keeper):
        theirs = {(row, by) for row, by in self.shieldings if row in self.of(pk)}
        assert organisation == keeper or {by for _, by in theirs} == {organisation}
        self.shieldings -= theirs
        for row in self.of(pk).values():
            row.hidden = False

    def perhaps_shielded(self, index):
        """The own rows of those who are hidden, wait for a decision, and were not shielded for their own sake."""
        there = {pk: row for pk, row in self.there().items() if row.index == index and row.hidden}
        waiting = {each for one, other in self.pairs.values() for each in (one, other) if self._both(one, other)}
        sure = {self.rows[row].own for row, _ in self.shieldings}
        return {there[pk].own for pk in waiting & there.keys()} - sure

    def _both(self, one, other):
        return not self.rows[one].gone and not self.rows[other].gone

    def _hide(self, pk):
        for row in self.of(pk).values():
            row.hidden = True

    def _hide_alike(self, pk):
        if any(row.hidden for row in self.of(pk).values()):
            self._hide(pk)

    def _hide_with(self, pk, other):
        if self.rows[other].hidden:
            self._hide(pk)

    # --- how records end --------------------------------------------------------------------------------

    def kept(self, pk, longer):
        for row in self.of(pk).values():
            row.day = self.last_day(row, longer=longer)

    def last_day(self, row, *, longer=False):
        """As the text has it that holds now: where it archives at 18, it destroys six years later."""
        return row.reaches(24 if self.archives else 25 if longer else 19)

    def due(self, today):
        """The own rows of all children who must be destroyed by now."""
        return self._come(today, {"", "moved", "archived"}, lambda row: self.last_day(row, longer=row.longer))

    def out_of_sight(self, today):
        """The own rows of all who must be archived by now."""
        return self._come(today, {""}, lambda row: row.reaches(18)) if self.archives else set()

    def _come(self, today, among, day_of):
        found = set()
        for own in {row.own for row in self.rows.values() if row.gone in among}:
            rows = self.of(own).values()
            days = [day_of(row) if "birth_date" in row.details else row.day for row in rows]
            if any("birth_date" in row.details for row in rows) and max(filter(None, days)) <= today:
                found.add(own)
        return found

    def archived(self, own):
        for row in self.of(own).values():
            row.gone = "archived"

    def destroyed(self, own):
        for row in self.of(own).values():
            row.gone, row.hidden = "destroyed", False
            row.details = {}

    def offered(self, offer):
        self.offers[offer.pk] = offer.child_id

    def refused(self, offer):
        self.offers.pop(offer.pk)

    def accepted(self, offer, became, arrived, concerns, pairs):
        """Whoever is in the new index now, told by the database: what they say and hide must follow from what left."""
        left, hidden = self.of(self.offers.pop(offer.pk)), {pk for pk, row in self.rows.items() if row.hidden}
        longer = any(row.longer for row in left.values())
        called = any(self.notes_of(row.own, "children.concern") for row in left.values())
        for child in arrived:
            assert child.shows is not None or child.pk not in hidden
            own = child.merged_into_id or child.pk
            row = Row(child.index_id, child.organisation_id, child.details, own, child.shows is not None)
            row.day = self.rows[child.pk].day if child.pk in self.rows else self.last_day(row)
            self.rows[child.pk] = row
        there = self.of(became).values()
        assert all(row.details in [each.details for each in there] for row in left.values())
        assert all(row.hidden for row in there) or not left.keys() & hidden
        if left.keys() & hidden:
            self.shieldings.add((became, offer.to.keeper_id))
        for pair in pairs:
            self.waits(pair)
        if longer:
            self.kept(became, longer=True)
        for row in left.values():
            row.gone = "moved"
        self.doubts = {each: pk for each, pk in self.doubts.items() if pk not in left}
        self.notes = {what: pk for what, pk in self.notes.items() if pk not in left}
        self.notes |= {about(row): row.child_id for row in concerns}
        assert self.notes_of(became, "children.concern") or not called
