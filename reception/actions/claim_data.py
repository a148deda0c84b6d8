"""What the counter hands over: plain values of one claim, before anything is checked or stored."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from office.models import Code, Unit
from reception.models import Claim, Petitioner, ReceptionSession, Worker


@dataclass(frozen=True, kw_only=True)
class PersonData:
    """来访人."""

    name: str
    gender: str = ""
    id_number: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkerData:
    """One row of the wage roll. `worker_id` names the stored row it corrects."""

    name: str
    id_number: str = ""
    phone: str = ""
    job_type: str = ""
    worked_from: str = ""
    worked_until: str = ""
    owed_yuan: Decimal | None = None
    account: str = ""
    worker_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class RepresentativeData:
    """One who speaks for a group beside the petitioner."""

    name: str
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class ClaimData:
    """诉求 as declared. `amount_yuan` None means 不详; `owed_from` and `owed_until` are `2020-11` or `2020-11-05`."""

    petitioner: PersonData
    workers_count: int
    amount_yuan: Decimal | None
    received_on: date
    channel: Code
    session: ReceptionSession | None = None
    nature: Code | None = None
    project_name: str = ""
    sector: Code | None = None
    employer_name: str = ""
    general_contractor_name: str = ""
    developer_name: str = ""
    owed_from: str = ""
    owed_until: str = ""
    cause: Code | None = None
    job_type: str = ""
    demand: str = ""
    is_wages: bool = True
    not_wages_kind: Code | None = None
    not_wages_reason: str = ""
    is_low_income: bool = False
    is_group: bool = False
    is_secret: bool = False
    suggested_unit: Unit | None = None
    has_contract: bool | None = None
    complained_before: str = ""
    evidence_list: str = ""
    note: str = ""
    workers: tuple[WorkerData, ...] = ()
    people_present: int | None = None
    representatives: tuple[RepresentativeData, ...] = ()


# Stored on the claim as they are; the parties are looked up by name.
PLAIN_FIELDS = (
    "session", "channel", "nature", "received_on", "sector", "workers_count", "people_present", "amount_yuan", "owed_from", "owed_until",
    "cause", "job_type", "demand", "is_wages", "not_wages_kind", "not_wages_reason", "is_low_income", "is_group", "is_secret",
    "suggested_unit", "has_contract", "complained_before", "evidence_list", "note",
)  # fmt: skip


def data_of(claim: Claim) -> ClaimData:
    """The claim as it stands, to be changed with `dataclasses.replace` and given to `correct_claim`."""
    return ClaimData(
        petitioner=_person(claim.petitioner),
        project_name=_name(claim.project),
        employer_name=_name(claim.employer),
        general_contractor_name=_name(claim.general_contractor),
        developer_name=_name(claim.developer),
        representatives=tuple(
            RepresentativeData(name=row.name, phone=row.phone) for row in claim.representatives.all()
        ),
        workers=() if is_own_roll(claim) else tuple(_worker(row) for row in claim.workers.all()),
        **{name: getattr(claim, name) for name in PLAIN_FIELDS},
    )


def is_own_roll(claim: Claim) -> bool:
    """True if the roll is the single row made from the petitioner, which follows the claim by itself."""
    rows = list(claim.workers.all())
    return len(rows) == 1 == claim.workers_count and rows[0].name == claim.petitioner.name


def _person(row: Petitioner) -> PersonData:
    return PersonData(name=row.name, gender=row.gender, id_number=row.id_number, phone=row.phone, address=row.address)


def _worker(row: Worker) -> WorkerData:
    return WorkerData(
        name=row.name,
        id_number=row.id_number,
        phone=row.phone,
        job_type=row.job_type,
        worked_from=row.worked_from,
        worked_until=row.worked_until,
        owed_yuan=row.owed_yuan,
        account=row.account,
        worker_id=row.pk,
    )


def _name(party) -> str:
    return party.name if party else ""
