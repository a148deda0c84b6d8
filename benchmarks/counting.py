"""The figures of one month, and the same from bare SQL, by turns in one warm process: `python -m benchmarks.counting`."""

import json
import time
from collections.abc import Callable
from statistics import median

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks.data import AREA  # noqa: E402
from office.models import Area  # noqa: E402
from reports.period import Month  # noqa: E402
from reports.table import build_table  # noqa: E402

REPEATS = 15
RECEIVED = """
    SELECT COUNT(*), SUM(c.workers_count), SUM(c.amount_yuan) FROM reception_claim c
    JOIN reception_receptionsession s ON s.id = c.session_id
    WHERE s.held_on >= %s AND s.held_on < %s AND c.voided_at IS NULL AND c.merged_into_id IS NULL
"""
SOLVED = """
    SELECT COUNT(*), SUM(c.workers_count), SUM(c.amount_yuan) FROM ledger_transition t
    JOIN reception_claim c ON c.id = t.claim_id JOIN reception_receptionsession s ON s.id = c.session_id
    WHERE t.move = 'conclude' AND t."on" >= %s AND t."on" < %s AND t.outcome IN ('paid', 'settled', 'enforced')
"""


def bare(month: Month) -> int:
    """Received and solved alone: no stock at the beginning and end, no reopening, no duplicates."""
    with connection.cursor() as cursor:
        cursor.execute(RECEIVED, [month.start, month.end])
        received = cursor.fetchone()[0]
        cursor.execute(SOLVED, [month.start, month.end])
        cursor.fetchone()
    return received


def main() -> None:
    area = Area.objects.get(code=AREA)
    last = Month.of(timezone.localdate()).previous
    samples: dict[str, list[float]] = {"table": [], "bare": []}
    for turn in range(REPEATS + 2):
        for name, act in (("table", lambda: build_table(area=area, month=last)), ("bare", lambda: bare(last))):
            taken = _milliseconds(act)
            if turn >= 2:
                samples[name].append(taken)
    print(json.dumps({name: median(taken) for name, taken in samples.items()} | {"claims": bare(last)}))


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
