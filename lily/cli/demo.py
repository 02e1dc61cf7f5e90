"""`lily demo`: from nothing to a working demonstration."""

from datetime import timedelta

import click
from sqlmodel import Session, col, func, select

from lily import clock, schema, search
from lily.accounts.demonstration import load_accounts, read_demonstration
from lily.casework.actions.follow_ups import plan_missing
from lily.casework.chasing import chase
from lily.casework.demonstration import LONGEST_AGO, load_people
from lily.cli.basics import begin
from lily.cli.serve import WORKERS, in_address, serve
from lily.config import read_config
from lily.database import make_engine
from lily.directory.models import Service
from lily.imports.seed import load_seed
from lily.listings.demonstration import load_waiting
from lily.resources import SEED


def _load_people(session: Session, *, is_empty: bool) -> None:
    """Open the accounts, before all that they did, then play what happened and what waits."""
    opened_at = clock.now() - timedelta(days=LONGEST_AGO if is_empty else 0)
    with clock.moved_to(opened_at):
        load_accounts(session)
    if is_empty:
        load_people(session)
        load_waiting(session)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="The port.")
@click.pass_context
def demo(context: click.Context, host: str, port: int) -> None:
    """Serve a demonstration: makes the tables, fills an empty directory, and serves the pages.

    Example: lily demo --port 8123
    """
    config = read_config()
    config.data.mkdir(parents=True, exist_ok=True)
    engine = make_engine(config.database)
    schema.upgrade(engine)
    with Session(engine) as session:
        is_empty = not session.exec(select(func.count(col(Service.id)))).one()
        if is_empty:
            click.echo("Filling the directory with the demonstration: a few seconds.")
            load_seed(session, SEED, clock.today())
        begin(session)
        if not config.is_production:
            _load_people(session, is_empty=is_empty)
        session.commit()
    chase(engine)
    plan_missing(engine)
    count = search.catch_up(engine)
    engine.dispose()
    click.echo(f"LILY is at http://{in_address(host)}:{port} with {count} listings to search.")
    click.echo(
        "Finding help needs no account. To try the pages behind one, sign in at /sign-in as:"
    )
    plan = read_demonstration()
    for made_up in plan.accounts:
        click.echo(f"  {made_up.email:32} {made_up.said}")
    click.echo(f"all with the passphrase “{plan.passphrase}”. Stop it with Ctrl and C.")
    context.invoke(serve, host=host, port=port, workers=WORKERS)
