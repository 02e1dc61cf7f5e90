"""What an import left behind for a person to look at."""

from sqlmodel import Session

from lily import clock
from lily.audit.actors import Actor
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
    year, week, _ = clock.today().isocalendar()
    key = f"import/{report.source}/{year}-{week:02}"
    return bool(open_desk_items(session, [NewItem(DeskKind.IMPORT, key, _words(report))], by=by))


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
