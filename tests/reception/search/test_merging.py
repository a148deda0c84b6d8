"""Many texts at once are found at once, and nothing of them waits in the list that searches read along."""

import pytest
from django.db import connection

from reception.actions.search import index_many_new, tokens_of_new
from reception.models import Claim, ClaimText
from reception.search.matching import mentioning
from reception.search.merging import INDEXES
from reception.search.tokens import words_of
from tests import factories

pytestmark = pytest.mark.django_db


def pages_waiting() -> list[int]:
    """Pages that were in each list until now; none elsewhere than on PostgreSQL."""
    if connection.vendor != "postgresql":
        return [0]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'gin_clean_pending_list({index!r})' for index in INDEXES)}")
        return list(cursor.fetchone())


def found(word: str) -> int:
    return ClaimText.objects.filter(mentioning(words_of(word), reader=None)).count()


@pytest.fixture
def claims(clerk) -> list[int]:
    made = [factories.claim(clerk, project_name="凤翔路改造工程").pk for _ in range(30)]
    ClaimText.objects.filter(pk__in=made).delete()
    return made


def test_many_new_texts_are_found_and_merged(claims: list[int]) -> None:
    pages_waiting()
    tokens = [tokens_of_new(name="岩甲", texts=[f"南屏小区{number}期"], number="") for number in range(len(claims))]
    index_many_new(claims, tokens)
    assert set(pages_waiting()) == {0}
    assert found("南屏小区") == len(claims) == Claim.objects.count()


def test_a_single_text_waits_in_the_list_and_is_found(clerk) -> None:
    pages_waiting()
    factories.claim(clerk, project_name="玉龙花园")
    assert found("玉龙花园") == 1
    assert set(pages_waiting()) == ({1} if connection.vendor == "postgresql" else {0})


def test_list_is_short_again_afterwards(claims: list[int]) -> None:
    index_many_new(claims, [tokens_of_new(name="岩甲", texts=["南屏"], number="")] * len(claims))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW gin_pending_list_limit")
            assert cursor.fetchone() == ("64kB",)
    assert found("南屏") == len(claims)
