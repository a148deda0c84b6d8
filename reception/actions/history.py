"""Writing imported history at the counter's side: sessions, people and claims in bulk, checked beforehand.

Called by the ledger's `record_history` alone, which holds the transaction and writes the event.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Model

from office.bulk import column, indexes, insert_columns, seal
from office.models import Area, Code, Unit, User
from office.numbering import CLAIM, fill_numbers
from office.refusals import Conflict
from reception.actions.search import index_many_new, tokens_of_new
from reception.models import Attendance, Campaign, Claim, Company, Petitioner, Project, ReceptionSession, Worker

BATCH = 500
Status = ReceptionSession.Status
_COMPLETED_FIELDS = (
    "status", "held_on", "starts_at", "ends_at", "venue", "duty_leader", "note", "campaign", "opened_at", "opened_by",
    "closed_at", "closed_by", "cancelled_at", "cancelled_by", "cancel_reason",
)  # fmt: skip
_RELATED = ("session", "channel", "sector", "cause", "suggested_unit")
_PLAIN = (
    "original_number", "row_key", "received_on", "workers_count", "amount_yuan", "owed_from", "owed_until", "is_wages",
    "demand", "is_low_income", "note",
)  # fmt: skip


@dataclass(eq=False)
class SessionEntry:
    """A session to be stored: new, or a planned one (with its pk) that this row completes."""

    session: ReceptionSession
    units: Sequence[Unit] = ()


@dataclass(slots=True)
class Ready:
    """What of a claim can be worked out before anything is locked: sealed numbers, their indexes, tokens of the search."""

    id_number: str
    id_number_index: str
    phone: str
    phone_index: str
    of_worker: tuple[str, str]
    tokens: tuple[str, str]


@dataclass(eq=False)
class ClaimEntry:
    """A claim to be stored. `number` is empty where one is to be given; once stored it has `claim_id`, a roll of one `worker_id`."""

    number: str
    original_number: str
    row_key: str
    received_on: date
    session: ReceptionSession | None
    channel: Code
    name: str
    id_number: str
    phone: str
    project: str
    sector: Code | None
    employer: str
    general_contractor: str
    developer: str
    workers_count: int
    amount_yuan: Decimal | None
    owed_from: str
    owed_until: str
    cause: Code | None
    is_wages: bool
    demand: str
    is_low_income: bool
    suggested_unit: Unit | None
    note: str
    claim_id: int | None = None
    worker_id: int | None = None
    ready: Ready | None = None


def make_ready(entries: Iterable[ClaimEntry]) -> None:
    """Encrypts and tokenises what is to be stored, outside any transaction; safe to repeat."""
    waiting = [entry for entry in entries if entry.ready is None]
    # A single petitioner is a roll of one, with the numbers sealed for the roll.
    rolls = [entry.workers_count == 1 for entry in waiting]
    columns: list[list[str]] = []
    of_workers: list[list[str]] = []
    for name in ("id_number", "phone"):
        texts = column(waiting, name)
        columns += [seal(Petitioner, name, texts), indexes(Petitioner, name, texts)]
        of_workers.append(seal(Worker, name, (text if roll else "" for text, roll in zip(texts, rolls, strict=True))))
    for entry, numbers, of_worker in zip(
        waiting, zip(*columns, strict=True), zip(*of_workers, strict=True), strict=True
    ):
        id_number, id_number_index, phone, phone_index = numbers
        entry.ready = Ready(id_number, id_number_index, phone, phone_index, of_worker, _tokens(entry))


def _tokens(entry: ClaimEntry) -> tuple[str, str]:
    texts = [entry.project, entry.employer, entry.general_contractor, entry.developer]
    return tokens_of_new(name=entry.name, texts=[text for text in texts if text], number=entry.original_number)


def write_sessions(entries: Sequence[SessionEntry], *, by: User, now: datetime) -> None:
    """Stores sessions and the units that sat there.

    Raises:
        Conflict: a planned session is no longer planned.
    """
    for entry in entries:
        _stamp(entry.session, by=by, now=now)
        _save_campaign(entry.session)
    planned = [entry.session for entry in entries if entry.session.pk]
    _require_planned(planned)
    ReceptionSession.objects.bulk_update(planned, _COMPLETED_FIELDS, batch_size=BATCH)
    ReceptionSession.objects.bulk_create([entry.session for entry in entries if not entry.session.pk], batch_size=BATCH)
    Attendance.objects.bulk_create(
        [
            Attendance(session=entry.session, unit=unit, signed_in_at=now, signed_in_by=by)
            for entry in entries
            for unit in entry.units
        ],
        batch_size=BATCH,
    )


def write_claims(entries: Sequence[ClaimEntry], *, area: Area, by: User, now: datetime) -> None:
    """Stores petitioners, claims and rolls of one; numbers follow the order of the entries, per year of receipt."""
    make_ready(entries)
    ready = [entry.ready for entry in entries if entry.ready]
    companies = _companies(entries, area=area)
    projects = _projects(entries, area=area, companies=companies)
    people = {name: column(ready, name) for name in ("id_number", "id_number_index", "phone", "phone_index")}
    firms = ("employer", "general_contractor", "developer")
    ids = insert_columns(
        Claim,
        len(entries),
        area_id=area.pk,
        number=fill_numbers(CLAIM, area=area, wanted=[(entry.number, entry.received_on.year) for entry in entries]),
        origin=Claim.Origin.HISTORY,
        petitioner_id=insert_columns(Petitioner, len(entries), name=column(entries, "name"), **people),
        project_id=[_pk(projects.get(entry.project)) for entry in entries],
        **{f"{firm}_id": [_pk(companies.get(getattr(entry, firm))) for entry in entries] for firm in firms},
        **{f"{name}_id": [_pk(getattr(entry, name)) for entry in entries] for name in _RELATED},
        **{name: column(entries, name) for name in _PLAIN},
        registered_at=now,
        registered_by_id=by.pk,
    )
    for entry, pk in zip(entries, ids, strict=True):
        entry.claim_id = pk
    _write_rolls_of_one([entry for entry in entries if entry.workers_count == 1])
    index_many_new(ids, column(ready, "tokens"))


def _stamp(session: ReceptionSession, *, by: User, now: datetime) -> None:
    if session.status == Status.CLOSED:
        session.opened_at = session.closed_at = now
        session.opened_by = session.closed_by = by
    elif session.status in (Status.CANCELLED, Status.POSTPONED):
        session.cancelled_at, session.cancelled_by = now, by
        session.cancel_reason = session.note[:200]


def _save_campaign(session: ReceptionSession) -> None:
    if session.campaign and not session.campaign.pk:
        campaign = session.campaign
        session.campaign = Campaign.objects.get_or_create(area=campaign.area, name=campaign.name)[0]


def _require_planned(sessions: Sequence[ReceptionSession]) -> None:
    pks = sorted(session.pk for session in sessions)
    rows = ReceptionSession.objects.select_for_update().filter(pk__in=pks).order_by("pk")
    changed = [row for row in rows if row.status != Status.PLANNED]
    if changed or len(rows) != len(pks):
        raise Conflict("导入期间有接访场次被他人修改，请重新导入。")


def _companies(entries: Iterable[ClaimEntry], *, area: Area) -> dict[str, Company]:
    names = {name for entry in entries for name in (entry.employer, entry.general_contractor, entry.developer)} - {""}
    rows = [Company(area=area, name=name) for name in sorted(names)]
    Company.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return {row.name: row for row in Company.objects.filter(area=area) if row.name in names}


def _projects(entries: Iterable[ClaimEntry], *, area: Area, companies: dict[str, Company]) -> dict[str, Project]:
    """Found by name; a new one takes sector and parties of the first claim that names it."""
    first: dict[str, ClaimEntry] = {}
    for entry in entries:
        if entry.project:
            first.setdefault(entry.project, entry)
    rows = [
        Project(
            area=area,
            name=name,
            sector=entry.sector,
            developer=companies.get(entry.developer),
            general_contractor=companies.get(entry.general_contractor),
        )
        for name, entry in sorted(first.items())
    ]
    Project.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)
    return {row.name: row for row in Project.objects.filter(area=area) if row.name in first}


def _write_rolls_of_one(entries: Sequence[ClaimEntry]) -> None:
    """A single petitioner is a roll of one."""
    ready = [entry.ready for entry in entries if entry.ready]
    ids = insert_columns(
        Worker,
        len(entries),
        position=1,
        owed_yuan=column(entries, "amount_yuan"),
        id_number=[each.of_worker[0] for each in ready],
        phone=[each.of_worker[1] for each in ready],
        **{name: column(ready, name) for name in ("id_number_index", "phone_index")},
        **{name: column(entries, name) for name in ("claim_id", "name")},
    )
    for entry, pk in zip(entries, ids, strict=True):
        entry.worker_id = pk


def _pk(row: Model | None) -> int | None:
    return row.pk if row else None
