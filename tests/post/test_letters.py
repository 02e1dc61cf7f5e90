"""What people read: plain words, the fields that are declared, and nothing that acts."""

import re

import pytest
from jinja2 import Environment, UndefinedError, meta
from jinja2.nodes import Block

from lily.config import Config
from lily.errors import NotFound
from lily.post.choices import Channel
from lily.post.letters import write_letter
from lily.post.templates import TEMPLATES, Template, get_template
from lily.resources import TEMPLATES as FILES
from tests.client import parse, words_of

SITE = Config(base_url="https://lily.example", site_name="Lily & Co", phone_line="01632 960500")
OF_THE_SITE = {"site_name", "phone_line", "base_url", "subject", "button"}
BY_EMAIL = [each for each in TEMPLATES.values() if Channel.EMAIL in each.channels]
EACH = pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda each: each.name)
EACH_EMAIL = pytest.mark.parametrize("template", BY_EMAIL, ids=lambda each: each.name)


@EACH
def test_a_letter_says_every_field_and_no_other(template: Template) -> None:
    letter = write_letter(template, template.sample, SITE)
    for name, value in template.sample.items():
        assert value in letter.subject + letter.text, name
    asked: set[str] = set()
    for kind in ("txt", "html"):
        path = FILES / "post" / f"{template.name}.{kind}"
        if path.exists():
            asked |= meta.find_undeclared_variables(Environment().parse(path.read_text()))
    assert asked - OF_THE_SITE == set(template.sample)
    for name in template.sample:
        with pytest.raises(UndefinedError):
            write_letter(template, {k: v for k, v in template.sample.items() if k != name}, SITE)


@EACH
def test_a_letter_says_whom_to_ring_and_why_it_came(template: Template) -> None:
    letter = write_letter(template, template.sample, SITE)
    assert "Ring 01632 960500" in letter.text
    assert "You get this because" in letter.text
    assert letter.subject
    assert len(letter.subject) < 80
    assert "\n" not in letter.subject
    assert "{" not in letter.text + letter.html.split("</style>")[-1]


@EACH_EMAIL
def test_text_and_page_say_the_same_words(template: Template) -> None:
    letter = write_letter(template, template.sample, SITE)
    page = words_of(parse(letter.html).find("body"))
    for sentence in re.split(r"(?<=[.?!])\s+", " ".join(letter.body.split())):
        if "link" not in sentence and "http" not in sentence:
            assert sentence in page, sentence


@EACH_EMAIL
def test_a_page_asks_nothing_of_any_host_and_leads_only_here(template: Template) -> None:
    html = write_letter(template, template.sample, SITE).html
    tree = parse(html)
    assert {tag.tag for tag in tree.iter()} & {"img", "script", "link", "iframe", "form"} == set()
    assert "url(" not in html
    links = [tag.attrib["href"] for tag in tree.iter("a")]
    assert all(link.startswith("https://lily.example") for link in links)
    buttons = [tag for tag in tree.iter("a") if tag.get("class") == "button"]
    assert len(buttons) == ("link" in template.sample)


@EACH
def test_what_people_typed_is_never_carried_out(template: Template) -> None:
    typed = "{{7*7}}{% raw %}${7*7}<script>alert(1)</script>"
    fields = {
        name: value if name.endswith("link") else typed for name, value in template.sample.items()
    }
    letter = write_letter(template, fields, SITE)
    assert "49" not in letter.text + letter.html
    assert "<script" not in letter.html
    if typed in fields.values():
        assert typed in letter.subject + letter.text


def test_a_subject_is_one_line_whatever_a_listing_is_called() -> None:
    fields = {"listing": "Lunch\r\nBcc: all@example.org", "link": "/x"}
    letter = write_letter(get_template("still-right"), fields, SITE)
    assert letter.subject == "Is “Lunch Bcc: all@example.org” still right?"


@EACH
def test_sentences_are_short(template: Template) -> None:
    body = write_letter(template, template.sample, SITE).body
    for sentence in re.split(r"(?<=[.?!:])\s+", body):
        assert len(sentence.split()) <= 26, sentence


def test_a_template_that_is_none_is_not_found() -> None:
    with pytest.raises(NotFound):
        get_template("../base")


def test_every_plain_template_has_its_three_parts() -> None:
    for name in TEMPLATES:
        tree = Environment().parse((FILES / "post" / f"{name}.txt").read_text())
        assert {block.name for block in tree.find_all(Block)} == {"subject", "body", "why"}
