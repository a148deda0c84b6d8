"""The wage roll of a claim: rows are corrected in place, because payments hang on them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F, ProtectedError

from office.refusals import Refused
from reception.actions.claim_data import ClaimData, WorkerData
from reception.models import Claim, Worker

OUT_OF_THE_WAY = 30_000 // 2
_VALUES = ("name", "id_number", "phone", "job_type", "worked_from", "worked_until", "owed_yuan", "account")
_COLUMNS = (*_VALUES, "id_number_index", "phone_index", "position")


def rows_of(data: ClaimData) -> tuple[WorkerData, ...]:
    """The roll as given; a single petitioner without one is a roll of one."""
    if data.workers or data.workers_count != 1:
        return data.workers
    person = data.petitioner
    return (
        WorkerData(
            name=person.name,
            id_number=person.id_number,
            phone=person.phone,
            job_type=data.job_type,
            owed_yuan=data.amount_yuan,
        ),
    )


def create_roll(claim: Claim, rows: Sequence[WorkerData]) -> None:
    """Stores the roll of a new claim."""
    Worker.objects.bulk_create(
        [Worker(claim=claim, position=position, **_values(row)) for position, row in enumerate(rows, start=1)]
    )


def rewrite_roll(claim: Claim, rows: Sequence[WorkerData], stored: Sequence[Worker]) -> bool:
    """Makes the stored roll equal to the rows given, in their order; True if anything changed.

    Raises:
        Refused: a row that would go has been paid already.
    """
    pairs = match_rows(rows, stored)
    kept = [worker for worker, _ in pairs if worker]
    gone = [worker for worker in stored if worker not in kept]
    if not gone and all(_same(worker, row, position) for position, (worker, row) in enumerate(pairs, start=1)):
        return False
    _remove(gone)
    claim.workers.update(position=F("position") + OUT_OF_THE_WAY)
    for position, (worker, row) in enumerate(pairs, start=1):
        _write(worker or Worker(claim=claim), row, position)
    return True


def match_rows(rows: Sequence[WorkerData], stored: Sequence[Worker]) -> list[tuple[Worker | None, WorkerData]]:
    """Each row with the stored row it corrects: named by `worker_id`, else the first free one of the same name."""
    by_id = {worker.pk: worker for worker in stored}
    named = {row.worker_id for row in rows if row.worker_id in by_id}
    free = [worker for worker in stored if worker.pk not in named]
    pairs = []
    for row in rows:
        worker = by_id.pop(row.worker_id, None) if row.worker_id else None
        if worker is None:
            worker = next((other for other in free if other.name == row.name), None)
            if worker is not None:
                free.remove(worker)
        pairs.append((worker, row))
    return pairs


def own_row(row: WorkerData, stored: Sequence[Worker]) -> WorkerData:
    """A roll of one follows the petitioner, also when the name is what was corrected; its own columns stay."""
    if len(stored) != 1:
        return row
    worker = stored[0]
    return replace(
        row,
        worker_id=worker.pk,
        worked_from=worker.worked_from,
        worked_until=worker.worked_until,
        account=worker.account,
    )


def _values(row: WorkerData) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _VALUES}


def _same(worker: Worker | None, row: WorkerData, position: int) -> bool:
    return (
        worker is not None
        and worker.position == position
        and all(getattr(worker, name) == getattr(row, name) for name in _VALUES)
    )


def _write(worker: Worker, row: WorkerData, position: int) -> None:
    for name, value in _values(row).items():
        setattr(worker, name, value)
    worker.position = position
    worker.save(update_fields=_COLUMNS if worker.pk else None)


def _remove(workers: Sequence[Worker]) -> None:
    paid = []
    for worker in workers:
        try:
            worker.delete()
        except ProtectedError:
            paid.append(worker.name)
    if paid:
        raise Refused(f"{'、'.join(paid)}已有支付记录，不能从花名册中去掉：请先冲销该笔支付。")
