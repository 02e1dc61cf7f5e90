"""Plain BM25 by Whoosh alone, to compare with: stems, one field, all words or any words."""

from collections.abc import Callable
from pathlib import Path

from sqlmodel import Session, select
from whoosh import fields, qparser, scoring
from whoosh.analysis import StemmingAnalyzer
from whoosh.index import create_in

from lily.bench.relevance import LONG
from lily.directory import text
from lily.directory.models import Organisation, Service

Answer = Callable[[str], list[str]]


def plain_bm25(session: Session, folder: Path) -> tuple[Answer, Answer]:
    """Index name, organisation, summary and description; return who answers: all words, any."""
    schema = fields.Schema(
        reference=fields.ID(stored=True), words=fields.TEXT(analyzer=StemmingAnalyzer())
    )
    folder.mkdir(parents=True, exist_ok=True)
    index = create_in(str(folder), schema)
    writer = index.writer()
    listed = select(Service, Organisation).join(Organisation)
    for service, organisation in session.exec(listed):
        said = (service.name, organisation.name, service.summary, text.plain(service.description))
        writer.add_document(reference=service.reference, words=" ".join(said))
    writer.commit()
    searcher = index.searcher(weighting=scoring.BM25F())

    def asker(group: object) -> Answer:
        parser = qparser.QueryParser("words", schema, group=group, plugins=[])

        def answer(asked: str) -> list[str]:
            # limit=None: a limit gives a wrong top on some questions (docs/adr/0014).
            found = searcher.search(parser.parse(asked), limit=None)
            return [hit["reference"] for hit in found[:LONG]]

        return answer

    return asker(qparser.AndGroup), asker(qparser.OrGroup)
