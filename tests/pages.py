"""Reads a page as a person does: its heading, its results, its mistakes, its links and fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests.client import HouseClient, words_of


def has_class(element: Element, name: str) -> bool:
    """Say whether an element is of a class."""
    return name in element.get("class", "").split()


def of_class(tree: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a class, in order."""
    return (element for element in tree.iter() if has_class(element, name))


@dataclass(frozen=True)
class Result:
    """One result of a search, as it is read."""

    service_id: str
    name: str
    address: str
    words: str
    phone: str


@dataclass(frozen=True)
class Page:
    """A page that was answered."""

    tree: Element

    @property
    def heading(self) -> str:
        """The one h1."""
        return words_of(next(self.tree.iter("h1")))

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return words_of(self.tree.find("head/title"))

    @property
    def words(self) -> str:
        """Everything that is read in the main part."""
        return words_of(self.tree.find("body/main"))

    @property
    def results(self) -> list[Result]:
        """The results, in their order."""
        lists = (element for element in self.tree.iter("ol") if has_class(element, "results"))
        return [_result(article) for each in lists for article in each.iter("article")]

    @property
    def links(self) -> dict[str, str]:
        """Addresses by the words of their links, in the main part; the first of each wins."""
        found: dict[str, str] = {}
        for link in self.tree.find("body/main").iter("a"):
            found.setdefault(words_of(link), link.get("href", ""))
        return found

    @property
    def mistakes(self) -> list[str]:
        """What the summary at the top says is wrong."""
        boxes = of_class(self.tree, "error-summary")
        return [words_of(line) for box in boxes for line in box.iter("li")]

    @property
    def chips(self) -> dict[str, str]:
        """What is chosen, with the address without it."""
        return {
            words_of(chip).removesuffix(" Take this away"): chip.get("href", "")
            for chip in of_class(self.tree, "chip")
            if words_of(chip).endswith("Take this away")
        }

    @property
    def parts(self) -> list[str]:
        """The headings of the second level in the main part."""
        main = self.tree.find("body/main")
        assert main is not None
        return [words_of(heading) for heading in main.iter("h2")]

    def field(self, name: str) -> Element:
        """Return the field of a name. Raises StopIteration where there is none."""
        return next(
            element
            for element in self.tree.iter()
            if element.tag in {"input", "select", "textarea"} and element.get("name") == name
        )

    def ticked(self, name: str) -> list[str]:
        """Return the values of a filter that are ticked."""
        return [
            element.get("value", "")
            for element in self.tree.iter("input")
            if element.get("name") == name and "checked" in element.attrib
        ]

    def counts(self, name: str) -> dict[str, int]:
        """Return how many each value of a filter would find."""
        counted = {}
        for label in of_class(self.tree, "tick"):
            field = label.find("input")
            if field is not None and field.get("name") == name and field.get("value"):
                count = next(of_class(label, "tick__count"))
                counted[field.get("value", "")] = int((count.text or "0").strip())
        return counted


def _result(article: Element) -> Result:
    link = next(article.iter("a"))
    phones = [a.get("href", "") for a in article.iter("a") if a.get("href", "").startswith("tel:")]
    return Result(
        service_id=article.attrib["data-service-id"],
        name=words_of(link),
        address=link.get("href", ""),
        words=words_of(article),
        phone=phones[0] if phones else "",
    )


def submit(client: HouseClient, action: str, **fields: str | list[str]) -> TestResponse:
    """Fill in the form of the last page that goes to an address, and send it.

    A form without an address goes to its own page.
    What the page had in the form goes along; `fields` are what somebody types or ticks.
    """
    forms = [form for form in client.tree.iter("form") if form.get("action", action) == action]
    assert forms, f"There is no form to {action} on “{Page(client.tree).heading}”"
    held = {
        field.get("name", ""): field.get("value", "")
        for field in forms[0].iter("input")
        if field.get("name")
        and (field.get("type") not in {"checkbox", "radio"} or "checked" in field.attrib)
    }
    return client.post(action, data=held | fields)
