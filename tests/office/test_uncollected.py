"""The collector rests during long work on rows, and is as it was afterwards."""

import gc

import pytest

from office.uncollected import uncollected


def test_rests_within_and_works_after() -> None:
    with uncollected():
        assert gc.isenabled() is False
    assert gc.isenabled() is True


def test_works_again_after_a_fault() -> None:
    with pytest.raises(ValueError, match="broken"), uncollected():
        raise ValueError("broken")
    assert gc.isenabled() is True


def test_one_within_another_ends_with_the_outer() -> None:
    with uncollected():
        with uncollected():
            pass
        assert gc.isenabled() is False
    assert gc.isenabled() is True
