"""Finds our own term for what a feed calls a need or an audience: by code, by slug or by name."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlmodel import Session, col, select

from lily.directory import text as texts
from lily.directory.models import Crosswalk, FormerTerm, Taxonomy, TaxonomyTerm
from lily.imports.audience_names import AUDIENCE_NAMES
from lily.imports.records import TaxonomyTermRecord

OURS = ("needs", "audiences")
Term = tuple[str, str]
Code = tuple[str, str]

_CURIE = re.compile(r"([A-Za-z][A-Za-z ]*):([\w.-]+)")
_ESD = re.compile(r"https?://(?:id|standards)\.esd\.org\.uk/(service|need|circumstance)/([\w.-]+)")
_ESD_SCHEMES = {"service": "esdServiceType", "need": "esdNeed", "circumstance": "esdCircumstance"}


def code(scheme: str, identifier: str) -> Code:
    """Return a code so that "esdServiceTypes:298" and "esdServiceType:298" are the same."""
    return scheme.replace(" ", "").lower().removesuffix("s"), identifier.lower()


def codes_in(texts_of_term: Iterable[str], scheme: str) -> set[Code]:
    """Return the codes that a feed's identifiers and addresses of a term amount to."""
    codes: set[Code] = set()
    for text in texts_of_term:
        if found := _ESD.fullmatch(text):
            codes.add(code(_ESD_SCHEMES[found[1]], found[2]))
        elif found := _CURIE.fullmatch(text):
            codes.add(code(found[1], found[2]))
        elif scheme and text:
            codes.add(code(scheme, text))
    return codes


@dataclass
class Vocabulary:
    """LILY's own terms by their names and by the codes of public lists."""

    names: dict[str, dict[str, str]] = field(default_factory=lambda: {key: {} for key in OURS})
    codes: dict[Code, list[Term]] = field(default_factory=lambda: defaultdict(list))

    def add(self, taxonomy: str, slug: str, name: str, codes: Iterable[Code] = ()) -> None:
        """Take one of our terms."""
        self.names[taxonomy][slug] = slug
        self.names[taxonomy].setdefault(texts.slug(name), slug)
        for one in codes:
            self.codes[one].append((taxonomy, slug))

    def match(
        self, name: str, codes: Iterable[Code] = (), within: Iterable[str] = OURS
    ) -> list[Term]:
        """Return our terms for a feed's term, or none where nothing is the same."""
        found = [term for one in codes for term in self.codes.get(one, ())]
        if found:
            return list(dict.fromkeys(found))
        slug = texts.slug(name)
        for taxonomy in within:
            ours = self.names[taxonomy].get(slug)
            if taxonomy == "audiences" and ours is None:
                ours = self.names[taxonomy].get(AUDIENCE_NAMES.get(slug, ""))
            if ours:
                return [(taxonomy, ours)]
        return []


def vocabulary_of(terms: Iterable[TaxonomyTermRecord]) -> Vocabulary:
    """Return a vocabulary of terms that are not stored yet."""
    vocabulary = Vocabulary()
    for term in terms:
        codes = [code(same.scheme, same.identifier) for same in term.crosswalks]
        vocabulary.add(term.taxonomy, term.slug, term.name, codes)
    return vocabulary


def load_vocabulary(session: Session) -> Vocabulary:
    """Return the vocabulary of the stored needs and audiences."""
    vocabulary = Vocabulary()
    codes: dict[object, list[Code]] = defaultdict(list)
    for same in session.exec(select(Crosswalk)):
        codes[same.term_id].append(code(same.scheme, same.identifier))
    terms = select(Taxonomy.slug, TaxonomyTerm).join(TaxonomyTerm)
    for taxonomy, term in session.exec(terms):
        if taxonomy in OURS:
            vocabulary.add(taxonomy, term.slug, term.name, codes[term.id])
    formerly = (
        select(Taxonomy.slug, FormerTerm.slug, TaxonomyTerm.slug)
        .join(FormerTerm, col(FormerTerm.taxonomy_id) == col(Taxonomy.id))
        .join(TaxonomyTerm, col(TaxonomyTerm.id) == col(FormerTerm.term_id))
    )
    for taxonomy, former, slug in session.exec(formerly):
        if taxonomy in OURS:
            vocabulary.names[taxonomy].setdefault(former, slug)
    return vocabulary
