import pytest

from office import dataset
from office.refusals import Refused


def test_current_before_anything_is_empty(db) -> None:
    assert dataset.current() == "empty"


@pytest.mark.parametrize("kind", ["demo", "synthetic", "real"])
def test_mark_empty_data_takes_any_kind_and_keeps_it(db, kind: str) -> None:
    dataset.mark(kind)
    dataset.mark(kind)

    assert dataset.current() == kind


@pytest.mark.parametrize(("there", "more"), [("real", "demo"), ("demo", "synthetic"), ("synthetic", "real")])
def test_mark_other_kind_is_refused(db, there: str, more: str) -> None:
    dataset.mark(there)

    with pytest.raises(Refused):
        dataset.mark(more)
    assert dataset.current() == there


@pytest.mark.parametrize(("there", "after"), [("empty", "real"), ("demo", "demo"), ("synthetic", "synthetic")])
def test_work_by_hand_makes_only_empty_data_real(db, there: str, after: str) -> None:
    dataset.mark(there)
    dataset.mark_real_unless_made_up()

    assert dataset.current() == after
