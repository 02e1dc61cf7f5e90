"""One person at one page: whatever they press, choose or fill in is counted."""

from typing import Literal, NamedTuple

from playwright.sync_api import Locator, Page, ViewportSize

from tests.browser.test_accessible import mistakes

NARROW: ViewportSize = {"width": 320, "height": 568}


class Counted(NamedTuple):
    """How often somebody pressed, and how many fields they typed into."""

    presses: int
    fields: int


class Hand:
    """Presses and types on a page, and counts it. `page` is there to look at what it says.

    A tick, a choice and a link count as a press, as a button does; so does opening a list to
    choose from it.
    """

    def __init__(self, page: Page, axe: str = "") -> None:
        self.page, self._axe = page, axe
        page.set_default_timeout(8000)
        self._presses = self._fields = 0
        self.faults: dict[str, list[str]] = {}

    def press(self, name: str, *, inside: str = "main") -> None:
        """Press the button or follow the link of a name, and wait for the page that comes."""
        within = self.page.locator(inside)
        wanted = within.get_by_role("button", name=name).or_(within.get_by_role("link", name=name))
        with self.page.expect_navigation():
            wanted.first.click()
        self._presses += 1

    def choose(self, label: str, *, of: str = "") -> None:
        """Tick or choose what has a label; `of` is the question above it."""
        self._within(of).get_by_label(label, exact=True).check()
        self._presses += 1

    def pick(self, label: str, choice: str) -> None:
        """Choose from the list of a label."""
        self.page.get_by_label(label).first.select_option(label=choice)
        self._presses += 1

    def fill(
        self, label: str, words: str, *, role: Literal["textbox", "combobox"] = "textbox"
    ) -> None:
        """Type into the field of a label."""
        self.page.get_by_role(role, name=label).first.fill(words)
        self._fields += 1

    def score(self, answer: str) -> None:
        """Give the same answer to every question of a measure, a press for each."""
        for question in self.page.locator("fieldset.score").all():
            question.get_by_label(answer, exact=True).check()
            self._presses += 1

    def take(self) -> Counted:
        """Return what was counted since the last time, and begin anew."""
        counted = Counted(self._presses, self._fields)
        self._presses = self._fields = 0
        return counted

    def look(self) -> None:
        """Note what is wrong with the page for some people: axe, and a screen of 320 pixels."""
        where, size = self.page.title(), self.page.viewport_size
        found = mistakes(self.page, self._axe)
        self.page.set_viewport_size(NARROW)
        if self.page.evaluate("document.scrollingElement.scrollWidth") > NARROW["width"]:
            found.append("too wide")
        if size:
            self.page.set_viewport_size(size)
        if found:
            self.faults[where] = found

    def _within(self, question: str) -> Page | Locator:
        return self.page.get_by_role("group", name=question) if question else self.page
