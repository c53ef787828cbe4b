"""Somebody in a real browser, who sees, chooses, writes and presses."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

SHOTS = os.environ.get("SHAREWELL_SHOTS")  # a folder: every state is kept there as a picture, to be looked at


class Practitioner:
    """Somebody at a page: says what they see and press, and has every page they come to checked with axe."""

    def __init__(self, page: Any, axe: Any, name: str = "") -> None:
        self.page, self.axe, self.name, self.count = page, axe, name, 0

    def sees(self, *words: str) -> Practitioner:
        for each in words:
            found = self.page.locator("main").get_by_text(each).filter(visible=True).first
            found.wait_for()
        self.page.wait_for_load_state()  # what is counted on the page next must all have arrived
        wide = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        assert self.page.evaluate(wide), f"{self.page.url} scrolls sideways"
        if self.axe:
            self.axe(self.page)
        if SHOTS:
            self.count += 1
            self.page.screenshot(path=str(Path(SHOTS) / f"{self.name}-{self.count:02}.png"), full_page=True)
        return self

    def chooses(self, *labels: str) -> Practitioner:
        for label in labels:
            self.page.get_by_label(label, exact=True).first.check()
        return self

    def writes(self, label: str, words: str) -> Practitioner:
        self.page.get_by_label(label).first.fill(words)
        return self

    def presses(self, name: str = "Continue") -> Practitioner:
        with self.page.expect_navigation():  # also where the same page comes back with an error
            self.page.get_by_role("button", name=name).first.click()
        return self

    def answers(self, question: str, *labels: str) -> Practitioner:
        return self.sees(question).chooses(*labels).presses()

    def follows(self, name: str) -> Practitioner:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name).first.click()
        return self

    def begins(self, asking: str, *, purpose: str, items: tuple[str, ...], born: str = "1 5 2015") -> Practitioner:
        self.page.goto("/share")
        self.sees("May I share?").presses("Start now")
        self.answers("Under which protocol?", "Sharing information about children and young people in Haringey")
        self.sees("Who is asking?")
        if self.page.get_by_label(asking, exact=True).count():
            self.chooses(asking).presses()
        else:
            self.chooses("Another organisation or person").writes("Name of the organisation", asking).presses()
        self.sees("Is it about one person?")
        if born:
            self.chooses("Yes").writes("Your own reference for the person", "K-117").presses()
            self.sees("What is their date of birth?").writes("Day", born).presses()
        else:
            self.chooses("No, only figures that name nobody").presses()
        self.answers("What is it needed for?", purpose)
        self.answers("Which items are asked for?", *items)
        return self.sees("What exactly is needed?").presses()

    def knows(self, answers: dict[str, str], *, otherwise: str = "No") -> Practitioner:
        """Answers what is asked, whatever the order: `answers` by words of the question, all else in one way."""
        for _ in range(12):
            if "/question/" not in self.page.url:
                return self
            self.sees("I do not know yet")
            heading = self.page.locator("h1").inner_text()
            said = next((each for words, each in answers.items() if words in heading), otherwise)
            nothing = {"No": ("Nobody has said anything", "None of these")}.get(said, ())
            several = [each for each in nothing if self.page.get_by_label(each, exact=True).count()]
            self.chooses(*(several or [said])).presses()
        raise AssertionError("more questions than anybody should be asked")

    def records_the_decision(self) -> Practitioner:
        self.presses("Check your answers and record this")
        return self.sees("Check your answers").presses("Record this decision")
