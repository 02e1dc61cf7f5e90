"""What is read a block at a time is what Whoosh's own matchers say a posting at a time."""

import random
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.reading import SegmentReader

from lily.search.postings import read_postings
from lily.search.schema import WORDS
from tests.search.listings import Directory, listing


def test_blocks_hold_what_the_public_matchers_say(tmp_path: Path) -> None:
    chance = random.Random(9)
    vocabulary = [f"word{n}" for n in range(50)] + ["common"] * 40
    documents = [
        listing(f"Name {n}", details=" ".join(chance.choices(vocabulary, k=30))) for n in range(700)
    ]
    directory = Directory(tmp_path, documents)
    found = whoosh_index.open_dir(str(directory.index.folder))
    with found.reader() as reader:
        assert isinstance(reader, SegmentReader)
        postings = read_postings(reader)
        field = reader.schema[WORDS]
        expected = []
        for number, form in enumerate(postings.forms):
            matcher = reader.postings(WORDS, form)
            assert postings.counts[number] == reader.doc_frequency(WORDS, form)
            while matcher.is_active():
                for place in field.format.decode_positions(matcher.value()):
                    expected.append((number, matcher.id(), place))
                matcher.next()
        terms = list(reader.lexicon(WORDS))
    assert postings.forms == terms
    read = zip(
        postings.form.tolist(), postings.document.tolist(), postings.place.tolist(), strict=True
    )
    assert list(read) == expected
    assert max(postings.counts) > 500, "Too few to fill more than one block"
