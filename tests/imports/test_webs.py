"""Web and e-mail addresses."""

import pytest

from lily.imports.webs import read_email, read_web


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://x.org/Page?a=1#b", "https://x.org/Page?a=1#b"),
        ("HTTPS://X.org/Page", "https://x.org/Page"),
        ("www.x.org", "https://www.x.org"),
        ("x.co.uk/page", "https://x.co.uk/page"),
        ("http:/x.org", "http://x.org"),
        ("http//x.org", "http://x.org"),
        ("http//:www.x.org", "http://www.x.org"),
        ("http://http://x.org", "http://x.org"),
        ("www.a.org / www.b.org", "https://www.a.org"),
        ("http://x.org/?fbclid=IwAR&utm_source=f&page=2", "http://x.org/?page=2"),
        ("", ""),
    ],
)
def test_what_was_plainly_meant_is_mended(typed: str, address: str) -> None:
    mended, note = read_web(typed)
    assert mended == address
    assert bool(note) == (address.lower() != typed.lower())
    assert read_web(mended) == (mended, "")


@pytest.mark.parametrize(
    "harmful",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)//www.x.org",
        "data:text/html,x",
        "ftp://x.org",
        "file:///etc/passwd",
        "http://localhost/",
        "http://127.0.0.1/",
        "http://user:word@x.org",
        "http://[::1",
        "//x.org",
        "ask at the desk",
        "x" * 3000 + ".org",
    ],
)
def test_what_harms_or_leads_nowhere_is_left_out(harmful: str) -> None:
    address, note = read_web(harmful)
    assert address == ""
    assert note


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("hello@x.org", "hello@x.org"),
        ("mailto:hello@x.org", "hello@x.org"),
        (" <hello@x.org>; ", "hello@x.org"),
        ("a@x.org; b@x.org", "a@x.org"),
        ("hello @ x.org", "hello@x.org"),
        ("hello@x", ""),
        ("www.x.org", ""),
        ("a@x..org", ""),
        ("", ""),
    ],
)
def test_an_e_mail_address_is_found_or_left_out(typed: str, address: str) -> None:
    assert read_email(typed)[0] == address
