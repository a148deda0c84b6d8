"""What the data are: empty, demo, synthetic or real. Made-up and real people never share a database."""

from office.models import DataSet
from office.refusals import Refused

EMPTY, DEMO, SYNTHETIC, REAL = "empty", "demo", "synthetic", "real"


def current() -> str:
    """The marker's value; `empty` before the first row."""
    row = DataSet.objects.filter(only=True).first()
    return row.kind if row else EMPTY


def lock() -> DataSet:
    """The one row, held until the transaction ends: whoever may act but once for an installation waits at it."""
    return DataSet.objects.select_for_update().get_or_create(only=True)[0]


def mark(kind: str) -> None:
    """Sets the marker, inside the caller's transaction.

    Raises:
        Refused: the data are already of another kind.
    """
    row = lock()
    if row.kind == kind:
        return
    if row.kind != EMPTY:
        raise Refused(
            f"现有数据是“{row.get_kind_display()}”数据，不能再加入“{DataSet.Kind(kind).label}”数据：请换一个空的数据目录（VAR_DIR）。"
        )
    row.kind = kind
    row.save(update_fields=["kind"])


def mark_real_unless_made_up() -> None:
    """Work by hand turns an empty set into a real one; a demo stays a demo."""
    row = DataSet.objects.get_or_create(only=True)[0]
    if row.kind == EMPTY:
        mark(REAL)
