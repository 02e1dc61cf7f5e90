"""`lily gazetteer import`, as an operator runs it."""

from pathlib import Path

from click.testing import CliRunner

from lily.cli import main
from tests.geo.releases import NORFOLK, write_release


def test_a_release_is_imported_by_one_command(data_folder: Path) -> None:
    source = write_release(data_folder / "new.zip", {"PE": NORFOLK})
    result = CliRunner().invoke(main, ["gazetteer", "import", str(source)])
    assert result.exit_code == 0, result.output
    assert "4 postcodes in use and 1 that are not, in 2 areas" in result.stdout
    assert "after a restart" in result.stdout


def test_a_bad_file_is_refused_in_a_sentence_with_exit_code_1(data_folder: Path) -> None:
    source = data_folder / "letter.txt"
    source.write_text("Dear LILY,\n")
    result = CliRunner().invoke(main, ["gazetteer", "import", str(source)])
    assert result.exit_code == 1
    assert "letter.txt is not a file that we know." in result.stderr
    assert "Traceback" not in result.output


def test_the_help_shows_an_example() -> None:
    result = CliRunner().invoke(main, ["gazetteer", "import", "--help"])
    assert "Example: lily gazetteer import codepo_gb.zip" in result.stdout
