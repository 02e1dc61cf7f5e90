"""What an import left behind for a person to look at."""

from sqlmodel import Session, select

from lily import clock
from lily.audit.actors import Actor
from lily.directory.models import Source
from lily.errors import LilyError
from lily.imports.report import Report
from lily.listings.desk.choices import DeskKind
from lily.listings.desk_items import NewItem, open_desk_items

FEW = 5


def tell_of_import(session: Session, report: Report, *, by: Actor) -> bool:
    """Put an import on the desk where it left rows out, or rows have gone from its source.

    Once a week and source, however often it runs. Says which rows and why, and none of their
    values. Returns whether it is a new item.
    """
    if report.is_dry_run or not (report.refusals or report.vanished):
        return False
    return _open(session, f"import/{report.source}", _words(report), by)


def tell_of_failed_import(session: Session, slug: str, error: LilyError, *, by: Actor) -> bool:
    """Put an import that could not be done at all on the desk: what it brought grows old.

    Once a week and source, and only of a source that was brought in before: what fails at the
    first try is in front of whoever tried it. Returns whether it is a new item.
    """
    name = session.exec(select(Source.name).where(Source.slug == slug)).first()
    if name is None:
        return False
    words = f"The import from {name} failed, so its listings stay as they were. {error}"
    return _open(session, f"import-failed/{slug}", words, by)


def _open(session: Session, key: str, words: str, by: Actor) -> bool:
    year, week, _ = clock.today().isocalendar()
    item = NewItem(DeskKind.IMPORT, f"{key}/{year}-{week:02}", words)
    return bool(open_desk_items(session, [item], by=by))


def _words(report: Report) -> str:
    said = []
    if report.refusals:
        said.append(f"The import from {report.source} left out {len(report.refusals)}:")
        reasons = [f"{each.kind} {each.where}: {each.words}" for each in report.refusals]
        said.append(_few(reasons, "; "))
    if report.vanished:
        now = "not shown any more" if report.listings.retired else "still listed here"
        said.append(f"Gone from {report.source}, and {now}:")
        said.append(_few(report.vanished, ", "))
    return " ".join(said)


def _few(names: list[str], between: str) -> str:
    more = len(names) - FEW
    return between.join(names[:FEW]) + (f"{between}and {more} more." if more > 0 else ".")
