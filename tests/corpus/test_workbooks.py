"""A sample of the corpus; `make bench ARGS=corpus` runs all of it on both databases, with times and memory."""

import re

from ledger.workbook.importing import import_workbook
from office.models import Event
from office.sheets.guard import BadWorkbook
from reception.models import Claim, Petitioner, ReceptionSession
from tests import factories
from tests.corpus.workbooks import samples

ONE_OF, ONE_OF_BOMBS = 30, 4
TABLES = (Claim, Petitioner, ReceptionSession, Event)
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def messages(data: bytes, head) -> list[str]:
    """What the import says against the file; empty if it took it."""
    try:
        report = import_workbook(data, area=factories.area(), by=head)
    except BadWorkbook as refusal:
        return [str(refusal)]
    return [str(found) for found in report.findings.errors]


def test_a_sample_is_refused_in_words_and_changes_nothing(head) -> None:
    corpus = list(samples())
    assert len(corpus) >= 1_200
    assert sum(each.is_bomb for each in corpus) >= 40
    assert all(callable(each.make) for each in corpus)
    before = [model.objects.count() for model in TABLES]
    for sample in [each for n, each in enumerate(corpus) if n % (ONE_OF_BOMBS if each.is_bomb else ONE_OF) == 0]:
        said = messages(sample.make(), head)
        assert said, sample.name
        assert CHINESE.search(said[0]), sample.name
    assert [model.objects.count() for model in TABLES] == before


def test_the_corpus_is_the_same_for_its_seed() -> None:
    first, again, other = (list(samples(seed)) for seed in (1, 1, 2))
    for n in (0, 300, 800, 1_300):
        assert first[n].make() == again[n].make()
        assert first[n].make() != other[n].make()
