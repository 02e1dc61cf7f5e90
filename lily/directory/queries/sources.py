"""Where the listings came from, with what each source asks us to say."""

from sqlmodel import Session, col, select

from lily.directory.models import Source


def list_sources(session: Session) -> list[Source]:
    """Return the feeds and files that listings came from, A to Z."""
    return list(session.exec(select(Source).order_by(col(Source.name))).all())


def share_made_up(session: Session) -> float:
    """Return the share of sources that are demonstrations: 0 none is, 1 all are."""
    marks = session.exec(select(Source.is_demonstration)).all()
    return sum(marks) / len(marks) if marks else 0.0
