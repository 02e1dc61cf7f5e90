"""Text from others: what is kept, what goes, and what is said in short."""

import pytest

from lily.directory import text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("One.\n\nTwo & three", "<p>One.</p>\n<p>Two &amp; three</p>"),
        ("First line\nsecond line", "<p>First line<br>second line</p>"),
        ("Bring:\n- a mug\n- a friend", "<p>Bring:</p><ul><li>a mug</li><li>a friend</li></ul>"),
        (
            "For <b>all</b>\n\n<ul><li>x</li></ul>",
            "<p>For <strong>all</strong></p>\n<ul><li>x</li></ul>",
        ),
        ("<div>x<div>y</div></div>", "<p>x</p><p>y</p>"),
        ("<p>x</p><p>&nbsp;</p><p><br></p>", "<p>x</p>"),
        ("<p>x<br><br>y</p>", "<p>x</p><p>y</p>"),
        ("<h1>Top</h1><p>x</p>", "<h3>Top</h3><p>x</p>"),
        ('<p style="a"><span class="b">x</span></p>', "<p>x</p>"),
        ("<ul><li><p>x</p></li></ul>", "<ul><li>x</li></ul>"),
        ("<table><tr><td>Mon</td><td>9 to 5</td></tr></table>", "<p>Mon 9 to 5</p>"),
        ("&lt;p&gt;x&lt;/p&gt;", "<p>x</p>"),
        ("5 < 6 and 7 > 6", "<p>5 &lt; 6 and 7 &gt; 6</p>"),
        ("a\u00a0\u200bb\x00", "<p>a b</p>"),
        ("   ", ""),
    ],
)
def test_meaning_is_kept_and_the_rest_goes(given: str, kept: str) -> None:
    assert text.safe_html(given) == kept
    assert text.safe_html(kept) == kept


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="&#106;avascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        '<p onclick="alert(1)">x</p>',
        "<style>p{background:url(http://x)}</style>",
        "<iframe src=//evil.example></iframe>",
        "<svg><p><style><a title='</style><img src onerror=alert(1)>'>",
        '<form action="//evil.example"><input></form>',
        "<math><mtext></p><script>alert(1)</script>",
        "<<script>script>alert(1)<</script>/script>",
    ],
)
def test_nothing_that_acts_comes_through(attack: str) -> None:
    cleaned = text.safe_html(f"<p>before</p>{attack}<p>after</p>")
    tags = {found[2] for found in text._TAG.finditer(cleaned)}
    assert tags <= {"p", "ul", "ol", "li", "h3", "h4", "strong", "em", "a", "br"}
    assert "javascript:" not in cleaned
    assert "<p>before</p>" in cleaned
    assert not any(f" {name}=" in cleaned for name in ("onclick", "onerror", "style", "src"))


def test_a_link_keeps_its_full_address_and_nothing_else() -> None:
    cleaned = text.safe_html('<a href="https://a.example/?x=1&amp;y=2" target="_blank">here</a>')
    assert 'href="https://a.example/?x=1&amp;y=2"' in cleaned
    assert "target" not in cleaned
    assert text.safe_html('<a href="/page">here</a> <a href="http://[">there</a>') == (
        "<p>here there</p>"
    )


def test_plain_text_has_a_line_for_each_block() -> None:
    assert text.plain("<h3>When</h3><ul><li>Mon &amp; Tue<ul><li>early</li></ul></li></ul>") == (
        "When\n- Mon & Tue\n- early"
    )


def test_a_label_is_one_line_without_html() -> None:
    assert text.line("  Tea &amp;\n <b>talk</b> ") == "Tea & talk"


@pytest.mark.parametrize(
    ("description", "said"),
    [
        ("<h2>Art</h2><p>We paint. We draw.</p>", "We paint. We draw."),
        ("<p>WHAT IS ART THERAPY?</p><p>It uses art.</p>", "It uses art."),
        ("<p>Ask Dr. Who at St. Mary's.</p>", "Ask Dr. Who at St. Mary's."),
        ("Only a name", "Only a name"),
        ("", ""),
    ],
)
def test_a_summary_is_the_first_sentences(description: str, said: str) -> None:
    assert text.summary(description) == said


def test_a_summary_never_ends_inside_a_word_or_past_its_length() -> None:
    long = text.summary("word " * 60)
    assert len(long) <= 160
    assert long.endswith("word…")
    two = text.summary("A" + "b" * 99 + ". " + "C" * 100 + ".")
    assert two == "A" + "b" * 99 + "."
    assert len(text.summary("x" * 400)) == 160


def test_a_short_first_sentence_is_not_left_alone() -> None:
    said = text.summary("Worried? " + "We listen to anybody who asks " * 6)
    assert said.startswith("Worried? We listen")
    assert len(said) <= 160


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("St Mary's Café & Hall", "st-marys-cafe-and-hall"),
        ("Men\u2019s Shed", "mens-shed"),
        ("  --Łódź + friends!! ", "lodz-plus-friends"),
        ("日本", ""),
        ("a" * 200, "a" * 80),
        ("long name " * 20, "-".join(["long", "name"] * 8)),
    ],
)
def test_a_slug_reads_as_the_name_does(name: str, slug: str) -> None:
    assert text.slug(name) == slug
