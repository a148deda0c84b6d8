"""Two imports at the same instant: of the same file, and of two files for one planned session."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from ledger.models import Case
from ledger.workbook.importing import import_workbook
from office import trail
from office.refusals import Conflict
from reception.models import Claim, ReceptionSession
from tests import factories
from tests.workbooks import a_claim, a_session, history_workbook

ROWS = 60


def at_once(*books: bytes) -> list[tuple[int, int] | str]:
    """Imports each workbook in a thread of its own: (created, unchanged) claims, or what was refused."""
    head, area, barrier = factories.user("head"), factories.area(), Barrier(len(books))

    def run(data: bytes) -> tuple[int, int] | str:
        try:
            barrier.wait()
            report = import_workbook(data, area=area, by=head)
        except Conflict as refusal:
            return str(refusal)
        finally:
            connections.close_all()
        return report.claims_created, report.claims_unchanged

    with ThreadPoolExecutor(len(books)) as pool:
        return list(pool.map(run, books))


@pytest.mark.django_db(transaction=True)
def test_same_file_twice_at_once_is_stored_once() -> None:
    factories.reference()
    book = history_workbook(claims=[a_claim(姓名=f"第{index}人") for index in range(ROWS)])
    assert sorted(at_once(book, book)) == [(0, ROWS), (ROWS, 0)]
    assert (Claim.objects.count(), Case.objects.count(), ReceptionSession.objects.count()) == (ROWS, ROWS, 1)
    assert trail.check_chain()[1] is None


@pytest.mark.django_db(transaction=True)
def test_two_files_at_once_give_every_number_once() -> None:
    factories.reference()
    books = [
        history_workbook(sessions=[a_session()], claims=[a_claim(姓名=f"{name}{index}") for index in range(ROWS)])
        for name in "甲乙"
    ]
    assert at_once(*books) == [(ROWS, 0), (ROWS, 0)]
    numbers = sorted(Claim.objects.values_list("number", flat=True))
    assert numbers == [f"J530902-2021-{value:04d}" for value in range(1, 2 * ROWS + 1)]
    assert ReceptionSession.objects.count() == 1
    assert trail.check_chain()[1] is None
