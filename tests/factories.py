"""Builders shared by the tests: each makes one thing with sensible values; a test names only what it is about."""

from datetime import date, datetime, time
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from ledger.actions.assignment import assign, sign_for
from ledger.actions.cases import open_case
from ledger.actions.completion import complete, request_completion, strike_off
from ledger.actions.escalation import request_escalation, send_escalation
from ledger.actions.leaders import mark_major, name_leader
from ledger.actions.payments import Line, record_payment
from ledger.actions.procedure_faults import ProcedureData
from ledger.actions.procedures import open_procedure
from ledger.actions.reference import load_clock_rules, load_procedure_kinds
from ledger.actions.routes import load_unit_routes
from ledger.actions.work import add_follow_up, confirm_facts, record_outcome, verify_amounts
from ledger.models import Case, CaseClaim, Escalation, Leader, Ownership, Payment, Procedure, ProcedureKind
from ledger.workflow import Outcome, Status
from office.actions.accounts import change_account
from office.actions.reference import load_reference
from office.files import unit_for
from office.models import Area, Code, StoredFile, Unit, User, UserRole
from reception.actions.claims import ClaimData, PersonData, WorkerData, register_claim
from reception.actions.notices import NoticeData, publish_notice
from reception.actions.planning import plan_session
from reception.actions.sessions import open_session, sign_in_unit
from reception.models import Claim, Company, Notice, ReceptionSession
from reception.selectors.notices import draft_text, standing_of

HOME = "530902"
SHANGHAI = ZoneInfo("Asia/Shanghai")
_numbers = count(1)


def reference() -> None:
    """Areas, units, codes, calendar, parameters, deadlines, default units and kinds of procedures, as `init` loads them."""
    load_reference()
    load_clock_rules()
    load_unit_routes()
    load_procedure_kinds()


def area(code: str = HOME) -> Area:
    """An area of the reference data, or a made-up one beside them."""
    return Area.objects.get_or_create(code=code, defaults={"name": f"区划{code}", "short_name": f"区划{code}"})[0]


def unit(short_name: str = "住建", *, of: Area | None = None) -> Unit:
    """A member unit by its short name; made up if the area has none of that name."""
    home = of or area()
    return Unit.objects.get_or_create(area=home, short_name=short_name, defaults={"name": f"区{short_name}局"})[0]


def user(
    *roles: str,
    unit: Unit | str | None = None,
    area: Area | None = None,
    username: str = "",
    password: str | None = None,
    **fields: object,
) -> User:
    """An account in the home area with the roles given; `unit` by object or short name. Sign in with `force_login`."""
    number = next(_numbers)
    home = area or _home()
    account = User(
        username=username or f"{roles[0] if roles else 'nobody'}{number}",
        display_name=fields.pop("display_name", f"王岗位{number}"),
        area=home,
        unit=_unit(unit, home) if isinstance(unit, str) else unit,
        **fields,
    )
    account.set_password(password)
    account.save()
    UserRole.objects.bulk_create([UserRole(user=account, role=role) for role in roles])
    return User.objects.get(pk=account.pk)


def _home() -> Area:
    return area()


def _unit(short_name: str, home: Area) -> Unit:
    return unit(short_name, of=home)


def code(kind: str, key: str) -> Code:
    """One entry of a code list, from the reference data."""
    return Code.objects.get(kind=kind, key=key)


def planned_session(
    by: User, *, on: date = date(2021, 4, 12), starts_at: time | None = time(14, 30)
) -> ReceptionSession:
    """A session in the account's area that is planned and nothing more."""
    return plan_session(area=by.area, by=by, planned_on=on, starts_at=starts_at, ends_at=time(17), venue="一楼服务大厅")


def session(by: User, *, on: date = date(2021, 4, 12), units: tuple[str, ...] = (), **plan: Any) -> ReceptionSession:
    """An open session, with the units of these short names signed in."""
    opened = open_session(session=planned_session(by, on=on, **plan), by=by, held_on=on)
    for name in units:
        sign_in_unit(session=opened, unit=_unit(name, by.area), by=by)
    return opened


def notice(of: ReceptionSession, by: User, *, on: date = date(2021, 4, 8), **values: Any) -> Notice:
    """The notice that is due of this session, with the text by rule, public since `on`."""
    of.refresh_from_db()
    standing = standing_of(of)
    reason = values.setdefault("reason", "" if not standing.notices else "会场检修")
    data = NoticeData(**{"body": draft_text(standing, reason=reason), "published_on": on, **values})
    return publish_notice(session=of, by=by, data=data, stamp=standing.stamp)


def claim_data(of: ReceptionSession | None = None, **values: Any) -> ClaimData:
    """A complete single complaint: at the session given, else as a hall visit of 2021-04-20."""
    defaults: dict[str, Any] = {
        "petitioner": PersonData(name="岩甲"),
        "workers_count": 1,
        "amount_yuan": Decimal("12500.00"),
        "received_on": of.held_on if of else date(2021, 4, 20),
        "channel": code("channel", "session" if of else "daily"),
        "session": of,
        "project_name": "南屏小区三期",
        "employer_name": "云南甲乙劳务有限公司",
        "owed_from": "2020-11",
        "demand": "支付拖欠的工资",
    }
    return ClaimData(**(defaults | values))


def worker_data(name: str = "岩甲", owed_yuan: str = "100.00", **values: Any) -> WorkerData:
    return WorkerData(name=name, owed_yuan=Decimal(owed_yuan), **values)


def claim(by: User, of: ReceptionSession | None = None, **values: Any) -> Claim:
    """A registered claim with its case on the ledger."""
    return register_claim(area=by.area, by=by, data=claim_data(of, **values), on_registered=open_case)


# Days of a case that starts with a claim of 2021-04-20.
ASSIGNED_ON, SIGNED_ON, PAID_ON, ENDED_ON = date(2021, 4, 21), date(2021, 4, 22), date(2021, 4, 28), date(2021, 4, 30)
DUE_ON = date(2021, 5, 14)
_STEPS = [
    Status.REGISTERED,
    Status.ASSIGNED,
    Status.IN_PROGRESS,
    Status.UNDER_REVIEW,
    Status.COMPLETED,
    Status.STRUCK_OFF,
]


def stored_file(by: User, name: str = "凭证.pdf") -> StoredFile:
    """The row of a stored file, without bytes."""
    return StoredFile.objects.create(
        name=name,
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        uploaded_at=datetime.now(SHANGHAI),
        uploaded_by=by,
        unit=unit_for(by),
    )


def case(by: User, of: ReceptionSession | None = None, **values: Any) -> Case:
    """The case of a newly registered claim."""
    return Case.objects.get(case_claims__claim=claim(by, of, **values))


def assigned(case: Case, by: User, *, unit: str = "住建", due_on: date = DUE_ON, **values: Any) -> Case:
    """The case handed to a unit; the officer is a name."""
    order = {"unit": _unit(unit, case.area), "officer_name": "李经办", "due_on": due_on, "on": ASSIGNED_ON} | values
    return assign(case=case, by=by, **order)


def pay(case: Case, by: User, *, on: date = PAID_ON, proof_kind: str = "transfer", with_proof: bool = True) -> Payment:
    """Everything owed to every worker on the rolls of the case, in one payment."""
    entries = CaseClaim.objects.filter(case=case, claim__voided_at=None, claim__merged_into=None)
    lines = [
        Line(claim=entry.claim, worker=worker, amount_yuan=worker.owed_yuan)
        for entry in entries
        for worker in entry.claim.workers.all()
    ]
    proof = stored_file(by) if with_proof else None
    return record_payment(
        case=case, by=by, on=on, source=code("source", "employer"), lines=lines, proof_kind=proof_kind, proof=proof
    )


def made_ready(case: Case, by: User, *, outcome_on: date = PAID_ON) -> Case:
    """A case being worked on, with all that 已支付完毕 asks for; `by` must be a head."""
    pay(case, by, on=outcome_on)
    for entry in CaseClaim.objects.filter(case=case, claim__voided_at=None, claim__merged_into=None):
        verify_amounts(case_claim=entry, by=by, verified_amount_yuan=entry.claim.amount_yuan)
        record_outcome(case_claim=entry, by=by, outcome=Outcome.PAID, outcome_on=outcome_on)
    confirm_facts(case=case, by=by, facts_clear_text="已查清", matter_settled_text="已付清")
    add_follow_up(case=case, by=by, none_reason="当面付清", on=outcome_on)
    case.refresh_from_db()
    return case


def brought_to(status: Status, case: Case, by: User, *, ready: bool = True) -> Case:
    """The case moved on step by step by a head, with everything in hand from 办理中 on (unless not `ready`)."""
    steps = {
        Status.ASSIGNED: lambda: assigned(case, by),
        Status.IN_PROGRESS: lambda: sign_for(case=case, by=by, on=SIGNED_ON) and ready and made_ready(case, by),
        Status.UNDER_REVIEW: lambda: request_completion(case=case, by=by, on=PAID_ON),
        Status.COMPLETED: lambda: complete(case=case, by=by, on=PAID_ON),
        Status.STRUCK_OFF: lambda: strike_off(case=case, by=by, on=ENDED_ON),
    }
    for step in _STEPS[_STEPS.index(Status(case.status)) + 1 : _STEPS.index(status) + 1]:
        steps[step]()
    return case


# What each kind of procedure asks for beyond its checklist.
_ASKED_BY_KIND: dict[str, dict[str, Any]] = {
    "enforcement": {
        "instrument": "award",
        "amount_yuan": Decimal("12500.00"),
        "reference": "临翔劳人仲案〔2021〕示例 7 号",
    },
    "payment_order": {"due_on": date(2021, 5, 10)},
    "correction_order": {"due_on": date(2021, 5, 10)},
}


def procedure_data(kind: str = "arbitration", **values: Any) -> ProcedureData:
    """All that a kind asks for, opened on 2021-04-26."""
    row = ProcedureKind.objects.get(code=kind)
    told = {"text": "拖欠工资有争议", "sent_to": row.body, "opened_on": date(2021, 4, 26), "ticked": row.items}
    if row.asks_violation:
        told["violation"] = code("cause", "subletting")
    return ProcedureData(kind=row, **(told | _ASKED_BY_KIND.get(kind, {}) | values))


def procedure(case: Case, by: User, kind: str = "arbitration", **values: Any) -> Procedure:
    """An open procedure of the case, which must be assigned or in progress."""
    return open_procedure(case=case, by=by, data=procedure_data(kind, **values))


# What a dossier holds and no test case has: left out with a word on each.
DOSSIER = ("form", "roll", "verified", "account", "steps", "consultation", "papers", "instruction", "proposal")
REQUESTED_ON, SENT_ON = date(2021, 4, 26), date(2021, 4, 27)


def escalated(case: Case, by: User, *, number: str = "临翔治欠办〔2021〕5号", sent_on: date = SENT_ON) -> Escalation:
    """The escalation of a case, sent to the city with remarks in place of papers; `by` must be a head."""
    asked = request_escalation(case=case, by=by, reason="跨县项目，本级协调不动", on=min(REQUESTED_ON, sent_on))
    remarks = dict.fromkeys(DOSSIER, "随纸质件报送")
    return send_escalation(escalation=asked, by=by, document_number=number, remarks=remarks, on=sent_on)


def leader(*, user: User | None = None, name: str = "", unit: Unit | None = None, **fields: Any) -> Leader:
    """A government leader of the home area, or the head of a unit; by an account if one is given."""
    told = {
        "area": area(),
        "kind": "unit_head" if unit else "government",
        "name": name or (user.display_name if user else f"杨领导{next(_numbers)}"),
        "position": "局长" if unit else "副区长",
    }
    return Leader.objects.create(user=user, unit=unit, **(told | fields))


def led(case: Case, by: User, leader: Leader, *, on: date = date(2021, 4, 20)) -> Ownership:
    """The case found major, if it is not yet, and led by the leader from that day on."""
    if not case.is_major:
        mark_major(case=case, by=by, level="major", reason="人数多", on=on)
    return name_leader(case=case, by=by, leader=leader, reason="分管领导", on=on)


def company(name: str = "云南甲乙劳务有限公司") -> Company:
    return Company.objects.get_or_create(area=area(), name=name)[0]


def changed_account(account: User, by: User, **values: Any) -> User:
    """The account with these values changed by the security officer and the rest as it is."""
    kept = {
        "roles": account.own_roles, "display_name": account.display_name, "is_active": account.is_active,
        "unit": account.unit, "area": account.area,
    }  # fmt: skip
    return change_account(account=account, by=by, **(kept | values))
