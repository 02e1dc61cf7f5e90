"""Every template compiles, is used, imports nothing in vain, and a missing value is an error."""

import re
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import StrictUndefined, nodes
from jinja2.meta import find_referenced_templates
from werkzeug.exceptions import HTTPException, NotFound

import lily
from lily.app import create_app
from lily.config import Config
from lily.http.errors import PAGES
from lily.post.templates import TEMPLATES as LETTERS
from lily.resources import TEMPLATES

CODE = Path(lily.__file__).parent
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*"))
ADDRESS = re.compile(r'(?:href|action|src)="(/[^"]*)"')
VALUE = re.compile(r"{{.*?}}|{%.*?%}")
IN_CODE = re.compile(r'"([\w/-]+\.(?:html|txt|xml|ics))"')


@pytest.fixture(scope="module")
def app() -> Flask:
    """Return one application for all templates: none of these tests changes it."""
    engine = sa.create_engine("sqlite://")
    return create_app(Config(data_dir="/nowhere", secret_key="only for tests"), engine)


def _tree(app: Flask, name: str) -> nodes.Template:
    return app.jinja_env.parse((TEMPLATES / name).read_text(), name)


def test_there_are_templates() -> None:
    assert "base.html" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(app: Flask, name: str) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_uses_what_it_imports(app: Flask, name: str) -> None:
    tree = _tree(app, name)
    imported: set[str] = {node.target for node in tree.find_all(nodes.Import)}
    for node in tree.find_all(nodes.FromImport):
        imported |= {each if isinstance(each, str) else each[1] for each in node.names}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert imported - used == set()


def test_every_template_is_used(app: Flask) -> None:
    used = {f"errors/{status}.html" for status in PAGES}
    used |= {f"post/{name}.{kind}" for name in LETTERS for kind in ("txt", "html")}
    for path in CODE.rglob("*.py"):
        used |= set(IN_CODE.findall(path.read_text()))
    for name in NAMES:
        used |= {found for found in find_referenced_templates(_tree(app, name)) if found}
    assert set(NAMES) - used == set()


def test_every_template_that_is_named_is_there(app: Flask) -> None:
    named = {found for name in NAMES for found in find_referenced_templates(_tree(app, name))}
    for path in CODE.glob("web/**/*.py"):
        named |= set(IN_CODE.findall(path.read_text()))
    assert named - set(NAMES) == set()


def test_every_error_page_is_there() -> None:
    assert [status for status in PAGES if f"errors/{status}.html" not in NAMES] == []


def _leads_somewhere(app: Flask, address: str) -> bool:
    """Say whether a view answers an address, with `1` or an identifier in place of each value."""
    return any(
        _is_answered(app, re.split(r"[?#]", VALUE.sub(value, address))[0])
        for value in ("1", str(UUID(int=1)))
    )


def _is_answered(app: Flask, path: str) -> bool:
    try:
        app.url_map.bind("localhost").match(path)
    except NotFound:
        return False
    except HTTPException:
        return True
    return True


@pytest.mark.parametrize("name", NAMES)
def test_an_address_in_a_template_leads_somewhere(app: Flask, name: str) -> None:
    lost = [
        address
        for address in ADDRESS.findall((TEMPLATES / name).read_text())
        if not _leads_somewhere(app, address)
    ]
    assert lost == []
