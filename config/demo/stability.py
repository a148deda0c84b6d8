"""Stories of 稳控: a case that is watched, a site that many complain of under several names, leads and how they ended."""

from dataclasses import replace
from datetime import timedelta

from config.demo.desk import Desk, claims_of
from config.demo.stories import DAY, Steps, in_progress
from ledger.actions.early_warning import read_warning
from ledger.actions.incidents import close_incident, register_incident, void_incident
from ledger.actions.leads import LeadData, check_lead, close_lead, link_claims, register_lead
from ledger.actions.stability import add_measure, check_measure, set_risk
from ledger.models import EarlyWarning, Lead
from reception.models import ReceptionSession

WEEK = timedelta(days=7)


def watched(desk: Desk, session: ReceptionSession | None) -> Steps:
    """重点: a leader of the crew is called each day; once they stood at the gate, and went home."""
    case = yield from in_progress(desk, session, workers=9)
    by, unit = desk.officer_of(case), case.responsible_unit
    set_risk(case=case, by=by, risk=desk.codes["risk", "key"], reason="多次扬言到工地大门聚集。", now=desk.now)
    measure = add_measure(
        case=case, by=by, text="每日联系带头人，告知办理进展。", unit=unit, person="示例干部",
        next_check_on=desk.today + WEEK, now=desk.now,
    )  # fmt: skip
    yield 2 * DAY
    incident = register_incident(
        area=desk.area, case=case, by=by, kind="group", on=desk.today, place="项目大门", people_count=9,
        text="九名工人在大门聚集约一小时。", now=desk.now,
    )  # fmt: skip
    yield DAY
    close_incident(incident=incident, by=desk.head, handling="到场劝返，约定三日内答复。", now=desk.now)
    mistaken = register_incident(
        area=desk.area, case=case, by=by, kind="online", on=desk.today, place="短视频平台", text="转发了外地的视频。",
        now=desk.now,
    )  # fmt: skip
    void_incident(incident=mistaken, by=desk.head, reason="核实为外地事件，登记错误。", now=desk.now)
    yield 4 * DAY
    check_measure(
        measure=measure, by=by, text="情绪平稳，等待审计结果。", next_check_on=desk.today + WEEK, now=desk.now
    )


def many_names(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Five claims about one site, written in three ways: the third sets off the warning, all are proposed as one."""
    yield timedelta(0)
    # One with a contractor: without one, names that differ are the head's to judge.
    site = next(site for site in iter(desk.people.site, None) if site.general_contractor)
    for project in (site.project, f"临翔区{site.project}项目部", f"{site.project}建设工程", site.project, site.project):
        desk.register(session, workers=2, site=replace(site, project=project))
    warning = EarlyWarning.objects.filter(seen_at=None).order_by("-id").first()
    yield DAY
    if warning:
        read_warning(warning=warning, by=desk.head, handling="请主管单位三日内约谈总包。", now=desk.now)


def leads(desk: Desk, session: ReceptionSession | None) -> Steps:
    """Three found before anybody complained: one solved, one that became a claim, one still looked after."""
    yield timedelta(0)
    sites = [desk.people.site() for _ in range(3)]
    found = [
        register_lead(
            area=desk.area, by=desk.clerk, now=desk.now,
            data=LeadData(
                found_on=desk.today, found_by="工资专户预警", text="专户连续两个月没有足额拨付人工费。", workers_count=15,
                project_name=site.project, company_name=site.employer, next_check_on=desk.today + WEEK,
            ),
        )
        for site in sites
    ]  # fmt: skip
    yield WEEK
    for lead in found:
        note = "已约谈总包，承诺月底前补足。"
        check_lead(lead=lead, by=desk.clerk, text=note, next_check_on=desk.today + WEEK, now=desk.now)
    yield WEEK
    close_lead(lead=found[0], by=desk.clerk, status=Lead.Status.SOLVED, result="人工费已补足并代发到人。", now=desk.now)
    case = desk.register(None, workers=3, site=sites[1])
    link_claims(lead=found[1], by=desk.clerk, claims=claims_of(case), now=desk.now)
