"""Two offices that look the same and must not see each other, with one row of everything in each, and every identity.

What a test calls own belongs to 临翔区 and reaches every role of it; the same in another city's county is foreign to all.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from ledger.actions.assignment import sign_for
from ledger.actions.funds import enter_fund, open_fund
from ledger.actions.guarantees import Letter, register_guarantee
from ledger.actions.incidents import register_incident
from ledger.actions.leads import LeadData, register_lead
from ledger.actions.payments import Line, record_payment
from ledger.actions.requests import ask_extension
from ledger.actions.stability import add_measure, set_risk
from ledger.actions.supervision import note_consultation, supervise
from ledger.actions.work import add_evidence, add_follow_up, confirm_facts, note_progress
from ledger.models import Case, CaseClaim, ClockRule, EarlyWarning, Leader, Message, ProcedureKind, SavedView, UnitRoute
from office.files import store
from office.models import Area, CalendarYear, Code, Deputy, Event, Job, Parameter, SpecialDay, StoredFile, User
from office.roles import Role
from reception.actions.claim_data import PersonData, RepresentativeData
from reception.actions.claims import add_visit
from reception.actions.notices import record_posting
from reception.actions.queue import take_number
from reception.actions.roster import Lead, Sent, set_roster
from reception.actions.table import give_opinion, handle_directly
from reception.models import Attendance, Campaign, Claim, Company, Draft, Project, ReceptionSession
from reports.actions.disclosure import confirm_public_list
from reports.actions.district_files import take_district_file
from reports.actions.freeze import freeze_table
from reports.actions.submission import Upload, record_receipt, submit_table
from reports.disclosure import Quarter
from reports.period import Month
from reports.selectors import decided_cases
from tests import factories
from tests.access.canaries import row_keys
from tests.identity_numbers import make_id
from tests.reports.cities import form_of

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\nstartxref\n0\n%%EOF\n"
HOME, CITY, FOREIGN, FOREIGN_CITY = "530902", "530900", "530122", "530100"
HELD, FILED = date(2021, 4, 12), datetime(2021, 5, 2, 10, tzinfo=factories.SHANGHAI)
LATER, CHECKED = date(2021, 5, 20), date(2099, 1, 5)
ANONYMOUS, DISABLED = "anonymous", "disabled"
FOREIGN_HEAD, FOREIGN_LIAISON, CONFLICT = "foreign_head", "foreign_liaison", "conflict"


@dataclass
class Office:
    """One area with its people and one row of everything; `rows` by what a rule calls it, as an address carries it."""

    area: Area
    city: Area
    city_user: User
    head: User
    clerk: User
    liaison: User
    leader: User
    conflict: User
    case: Case
    session: ReceptionSession
    rows: dict[str, Any] = field(default_factory=dict)
    # Rows of one person alone: kind -> account -> key.
    personal: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass
class World:
    own: Office
    foreign: Office
    people: dict[str, User]
    # Of the own office: whoever complains in it asked for secrecy; known to head and clerk alone.
    secret: Case
    # Keys of the rows of the foreign office, by model.
    foreign_rows: dict[str, set[Any]]


def build() -> World:
    """Both offices, and an account for every identity a request can have."""
    factories.reference()
    Parameter.objects.filter(key="queue_numbers").update(value="是")
    own = _office(HOME, CITY, sequence=1)
    secret = _secret(own)
    before = row_keys()
    foreign = _office(FOREIGN, FOREIGN_CITY, sequence=2)
    foreign_rows = {model: keys - before[model] for model, keys in row_keys().items()}
    people = {
        Role.CLERK: own.clerk, Role.LIAISON: own.liaison, Role.HEAD: own.head, Role.LEADER: own.leader,
        Role.CITY: own.city_user,
        **{role: factories.user(role, username=str(role), area=own.area) for role in (Role.SYSADMIN, Role.SECADMIN, Role.AUDITOR)},
        FOREIGN_HEAD: foreign.head,
        FOREIGN_LIAISON: factories.user("liaison", unit="水务", username="foreign_liaison", area=own.area),
        CONFLICT: own.conflict,
        DISABLED: factories.user("head", username="disabled", area=own.area, is_active=False),
    }  # fmt: skip
    for office in (own, foreign):
        _personal(office, [user for user in people.values() if (user == foreign.head) == (office is foreign)])
    return World(
        own=own,
        foreign=foreign,
        people={str(name): user for name, user in people.items()},
        secret=secret,
        foreign_rows=foreign_rows,
    )


def _office(code: str, city_code: str, *, sequence: int) -> Office:
    city = factories.area(city_code)
    area = factories.area(code)
    Area.objects.filter(pk=area.pk).update(parent=city)
    area.refresh_from_db()
    for name in ("住建", "交通", "水务", "人社"):
        factories.unit(name, of=area)
    clerk, head = (factories.user(role, username=f"{role}{code}", area=area) for role in ("clerk", "head"))
    liaison = factories.user("liaison", unit="住建", username=f"liaison{code}", area=area)
    conflict = factories.user("liaison", unit="交通", username=f"conflict{code}", area=area)
    leader = factories.user("leader", username=f"leader{code}", area=area)
    city_user = factories.user("city", area=city, username=f"city{code}")
    session = factories.session(clerk, on=HELD, units=("人社", "住建"))
    case = _case(session, clerk, head, sequence=sequence)
    office = Office(area, city, city_user, head, clerk, liaison, leader, conflict, case, session)
    _work_on(office)
    office.rows = {
        **_reception_rows(office), **_ledger_rows(office), **_report_rows(office), **_reference_rows(office)
    }  # fmt: skip
    return office


def _case(session: ReceptionSession, clerk: User, head: User, *, sequence: int, **values: Any) -> Case:
    """A case of two workers whose employer belongs to 交通, which assists 住建 with it."""
    area = session.area
    Company.objects.get_or_create(area=area, name="区交通建设公司", unit=factories.unit("交通", of=area))
    worker = factories.worker_data(
        "岩乙", "6250.00", id_number=make_id(sequence=sequence + 10), phone=f"1980000001{sequence}",
        account=f"622200000000000{sequence}", job_type="木工",
    )  # fmt: skip
    person = PersonData(
        name="岩甲",
        gender="m",
        id_number=make_id(sequence=sequence),
        phone=f"1980000000{sequence}",
        address="示例乡一组",
    )
    told = {
        "petitioner": person, "workers": (worker, factories.worker_data("岩丙", "6250.00")), "workers_count": 2,
        "employer_name": "区交通建设公司", "sector": factories.code("sector", "building"), "note": "家中有病人",
        "general_contractor_name": "示例总包公司", "developer_name": "示例开发公司", "is_group": True,
        "evidence_list": "工资条", "complained_before": "去年向街道反映过", "job_type": "木工", "people_present": 2,
        "representatives": (RepresentativeData(name="岩丁", phone=f"1980000002{sequence}"),),
    }  # fmt: skip
    case = factories.case(clerk, session, **(told | values))
    assisting = [factories.unit("交通", of=area)]
    return factories.assigned(case, head, assisting=assisting)


def _secret(office: Office) -> Case:
    """A case that everybody of the own office reaches, of somebody who asked for secrecy."""
    case = _case(office.session, office.clerk, office.head, sequence=3, is_secret=True)
    sign_for(case=case, by=office.liaison, on=factories.SIGNED_ON)
    note_progress(case=case, by=office.liaison, text="到工地核实", on=LATER)
    factories.led(case, office.head, Leader.objects.get(user=office.leader))
    factories.escalated(case, office.head, number="临翔治欠办〔2021〕6号")
    return case


def _file(by: User, name: str = "凭证.pdf") -> StoredFile:
    return store(name=name, data=PDF, by=by)


def _work_on(office: Office) -> None:
    """Everything that a case may carry while it is being worked on, known to leader and city."""
    case, head, liaison = office.case, office.head, office.liaison
    unit = factories.unit("住建", of=office.area)
    sign_for(case=case, by=liaison, on=factories.SIGNED_ON)
    entry = CaseClaim.objects.get(case=case)
    note_progress(case=case, by=liaison, text="到工地核实", on=LATER, file=_file(liaison, "工地.pdf"))
    add_evidence(case=case, by=liaison, kind="agreement", text="协议一份", on=LATER, file=_file(liaison, "协议.pdf"))
    worker = entry.claim.workers.first()
    record_payment(
        case=case, by=liaison, on=LATER, source=factories.code("source", "employer"), proof_kind="transfer",
        proof=_file(liaison), lines=[Line(claim=entry.claim, worker=worker, amount_yuan=Decimal(100))],
    )  # fmt: skip
    set_risk(case=case, by=liaison, risk=factories.code("risk", "key"), reason="扬言聚集", on=LATER)
    add_measure(case=case, by=liaison, text="每日联系", unit=unit, person="李经办", next_check_on=CHECKED, on=LATER)
    supervise(case=case, by=head, kind="supervise", unit=unit, text="请速办", reply_due_on=CHECKED, on=LATER)
    note_consultation(case=case, by=liaison, text="会商一次", units=[unit, *case.assisting_units.all()], on=LATER)
    ask_extension(case=case, by=liaison, until=CHECKED, reason="对方在外地", on=LATER)
    factories.led(case, head, factories.leader(user=office.leader, area=office.area))
    factories.procedure(case, head, "payment_order", reference="示例令一号")
    factories.procedure(case, head, "guidance", text="引导仲裁")
    factories.escalated(case, head)
    add_follow_up(case=case, by=head, none_reason="电话未通", on=LATER)
    confirm_facts(case=case, by=head, facts_clear_text="已查清", matter_settled_text="")


def _reception_rows(office: Office) -> dict[str, Any]:
    clerk, area, session = office.clerk, office.area, office.session
    claim = Claim.objects.get(caseclaim__case=office.case)
    set_roster(
        session=session, by=clerk, lead=Lead(duty_unit=factories.unit("人社", of=area), duty_leader="带班局长"),
        sent=[Sent(unit=factories.unit("住建", of=area), person="派员甲", post="科员")],
    )  # fmt: skip
    handle_directly(claim=claim, session=session, by=clerk, why="group", leader="到场领导", text="当面答复")
    give_opinion(claim=claim, by=office.liaison, text="建议先行垫付")
    add_visit(claim=claim, by=clerk, visited_on=LATER, note="又来问进展")
    notice = factories.notice(session, clerk)
    posting = record_posting(
        notice=notice,
        by=clerk,
        place=Code.objects.filter(kind="notice_place").first(),
        posted_on=HELD,
        note="已贴",
        proof=("照.pdf", PDF),
    )
    planned = factories.planned_session(clerk, on=date(2099, 3, 2))
    ticket = take_number(session=session, by=clerk)
    return {
        "session": session.pk, "planned": planned.pk, "claim": claim.pk, "notice": notice.pk, "posting": posting.pk,
        "ticket": ticket.pk, "attendance": Attendance.objects.filter(session=session).first().pk,
        "unit": office.liaison.unit_id, "check": Code.objects.filter(kind="preparation").first().pk,
    }  # fmt: skip


def _ledger_rows(office: Office) -> dict[str, Any]:
    head, area, case = office.head, office.area, office.case
    claim = Claim.objects.get(caseclaim__case=case)
    fund = open_fund(area=area, by=head, source="deposit", name="保证金专户", opened_on=HELD)
    entry = enter_fund(account=fund, by=head, kind="paid_in", amount_yuan=Decimal(1000), text="交存", on=HELD)
    letter = Letter(
        project=claim.project, company=claim.employer, bank="示例银行", number="BH-1", amount_yuan=Decimal(5000),
        issued_on=HELD, expires_on=CHECKED, note="正本在财务",
    )  # fmt: skip
    incident = register_incident(
        area=area, by=head, kind="group", on=LATER, place="大门口", text="聚集一小时", people_count=9, case=case
    )
    told = LeadData(
        found_on=HELD, found_by="巡查组", text="没有拨付人工费", next_check_on=CHECKED, project_name="南屏小区三期",
        company_name="区交通建设公司",
    )  # fmt: skip
    warning = EarlyWarning.objects.create(
        area=area, project=claim.project, first_on=HELD, last_on=HELD, claims_count=3, people_count=9, rule="三件",
        at=FILED,
    )  # fmt: skip
    warning.claims.add(claim)
    return {
        "case": case.pk, "fund": fund.pk, "entry": entry.pk, "incident": incident.pk, "warning": warning.pk,
        "guarantee": register_guarantee(area=area, by=head, letter=letter).pk,
        "lead": register_lead(area=area, by=head, data=told).pk,
        "procedure": case.procedures.get(kind__code="guidance").pk,
        "file": case.evidence.get().file.token,
    }  # fmt: skip


def _report_rows(office: Office) -> dict[str, Any]:
    """A frozen table that was sent and answered, a confirmed public list, and a district's workbook as the city keeps it."""
    head, area = office.head, office.area
    table = freeze_table(area=area, month=Month(2021, 4), by=head, now=FILED)
    submit_table(table=table, by=head, sent_on=date(2021, 5, 2), person="报送人")
    record_receipt(
        table=table, by=head, received_on=date(2021, 5, 2), person="收件人", upload=Upload(name="回执.pdf", data=PDF)
    )
    entries = [found.entry for found in decided_cases(area, Quarter(2021, 2))]
    public = confirm_public_list(area=area, quarter=Quarter(2021, 2), entries=entries, by=head)
    form = form_of(area)
    district = take_district_file(area=area, month=Month(2021, 3), name="情况表.xlsx", data=form, by=office.city_user)
    return {"table": table.pk, "public_list": public.pk, "district": district.pk}


def _reference_rows(office: Office) -> dict[str, Any]:
    """Rows that the pages of reference data and accounts keep."""
    area, head, clerk = office.area, office.head, office.clerk
    campaign = Campaign.objects.create(area=area, name="夏季专项行动", document_number="示例〔2021〕1号")
    deputy = Deputy.objects.create(
        head=head, deputy=clerk, starts_on=CHECKED, ends_on=CHECKED, reason="出差", at=FILED, by=head
    )
    anybodys = {
        "clockrule": ClockRule, "procedurekind": ProcedureKind, "unitroute": UnitRoute, "code": Code,
        "specialday": SpecialDay, "calendaryear": CalendarYear, "parameter": Parameter, "event": Event,
    }  # fmt: skip
    return {
        **{name: model.objects.first().pk for name, model in anybodys.items()},
        "campaign": campaign.pk, "deputy": deputy.pk, "area": area.pk, "user": clerk.pk,
        "leader": Leader.objects.get(user=office.leader).pk,
        "company": Company.objects.filter(area=area, unit__isnull=False).get().pk,
        "project": Project.objects.filter(area=area).first().pk,
    }  # fmt: skip


def _personal(office: Office, people: list[User]) -> None:
    """What belongs to one account alone, for every account."""
    kinds: dict[str, dict[str, Any]] = {kind: {} for kind in ("draft", "view", "message", "job")}
    for user in people:
        draft = Draft.objects.create(
            submission=uuid4(),
            area=office.area,
            payload='{"name": ["张三丰"]}',
            revision=1,
            saved_at=FILED,
            saved_by=user,
        )
        view = SavedView.objects.create(user=user, name="急件", query="?status=open")
        message = Message.objects.create(user=user, case=office.case, key="access", text="请办理。", at=FILED)
        job = Job.objects.create(
            kind="history",
            area=office.area,
            file_name="台账.xlsx",
            sha256="0" * 64,
            requested_at=FILED,
            requested_by=user,
        )
        for kind, key in (("draft", draft.submission), ("view", view.pk), ("message", message.pk), ("job", job.token)):
            kinds[kind][user.username] = key
    office.personal = kinds
