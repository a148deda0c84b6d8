"""The city reads what was sent up to it from its districts: no more cases than that, and nobody's name or number in them."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from ledger.actions.advances import Approval, record_advance
from ledger.actions.disclosure import DisclosureData, disclose_identity
from ledger.actions.escalation import conclude_escalation, record_escalation_reply, request_escalation
from ledger.actions.leaders import mark_major, name_leader, record_leader_visit
from ledger.actions.payments import Line, record_payment
from ledger.actions.recoveries import record_recovery
from ledger.actions.regroup import gather
from ledger.actions.supervision import note_consultation, reply_supervision, supervise
from ledger.actions.work import add_evidence, add_follow_up, confirm_facts, note_progress
from ledger.forms.acts import ACT_FORMS
from ledger.models import Case, Escalation, Incident, Leader, RiskMark, StabilityMeasure
from ledger.selectors.advances import debtors_on
from ledger.views.case import TABS
from ledger.workflow import Status
from office.models import StoredFile, User
from reception.actions.claims import PersonData
from reception.identity import without_numbers
from reception.models import Claim, Project, Worker
from tests import factories
from tests.identity_numbers import make_id

DAY = date(2021, 4, 26)
PERSON = PersonData(name="岩温香", id_number=make_id(sequence=1), phone="13800138001", address="临翔区凤翔街道9号")
ROLL = (
    factories.worker_data("岩温香", "6000.00", id_number=PERSON.id_number, phone=PERSON.phone),
    factories.worker_data("玉罕叫", "6500.00", id_number=make_id(sequence=2), phone="13900139002"),
)
SECRETS = (
    "岩温香",
    "玉罕叫",
    PERSON.id_number,
    make_id(sequence=2),
    "13800138001",
    "13900139002",
    "138****8001",
    "凤翔街道9号",
)
TELLING = "岩温香（电话 138 0013 8001，身份证 530902190101010017）和玉罕叫"
LIST = "/admin/ledger/case/"


def new_case(head: User, *, person: PersonData = PERSON, **values) -> Case:
    built_by = {"sector": factories.code("sector", "building"), "general_contractor_name": "云南丙丁建设有限公司"}
    given = built_by | {"petitioner": person, "workers": ROLL, "workers_count": 2, "demand": TELLING} | values
    return factories.brought_to(Status.IN_PROGRESS, factories.case(head, **given), head, ready=False)


@pytest.fixture
def case(head) -> Case:
    """A case in which every free text names the people."""
    case = new_case(head)
    claim, file = Claim.objects.get(), factories.stored_file(head, f"{TELLING}.pdf")
    lines = [Line(claim=claim, worker=worker, amount_yuan=Decimal("1.00")) for worker in claim.workers.all()]
    record_payment(
        case=case, by=head, source=factories.code("source", "employer"), lines=lines, on=DAY, proof_kind="transfer",
        proof=file, note=TELLING,
    )  # fmt: skip
    add_evidence(case=case, by=head, kind="finding", on=DAY, text=TELLING, reference=TELLING, file=file)
    note_progress(case=case, by=head, text=TELLING, on=DAY, file=file)
    note_consultation(case=case, by=head, text=TELLING, units=[factories.unit("住建"), factories.unit("人社")], on=DAY)
    asked = supervise(
        case=case, by=head, kind="supervise", unit=factories.unit("住建"), text=TELLING, reply_due_on=DAY, on=DAY
    )
    reply_supervision(supervision=asked, by=head, reply=TELLING, on=DAY)
    told = DisclosureData(recipient="李经理", shown=["name"], purpose=TELLING, ground=TELLING, on=DAY)
    disclose_identity(case=case, entry=case.case_claims.get(), data=told, by=head)
    confirm_facts(case=case, by=head, facts_clear_text=TELLING, matter_settled_text=TELLING)
    add_follow_up(case=case, by=head, none_reason=TELLING, on=DAY)
    _told_elsewhere(case, head)
    row = factories.escalated(case, head)
    record_escalation_reply(escalation=row, by=head, reply=TELLING, on=factories.SENT_ON, file=file)
    conclude_escalation(escalation=row, by=head, conclusion=TELLING)
    left_out = row.checklist | {"相关文书": TELLING}
    Escalation.objects.filter(pk=row.pk).update(reason=TELLING, checklist=left_out, file=file)
    return Case.objects.get()


def _told_elsewhere(case: Case, head: User) -> None:
    """On the tabs of leaders, procedures, advances and stability."""
    file, lines = factories.stored_file(head, f"{TELLING}.pdf"), []
    for worker in Worker.objects.filter(claim__caseclaim__case=case).select_related("claim"):
        lines.append(Line(claim=worker.claim, worker=worker, amount_yuan=Decimal("2.00")))
    mark_major(case=case, by=head, level="major", reason=TELLING, on=DAY)
    owner = Leader.objects.create(area=head.area, kind="government", name="王县长", position="副县长")
    name_leader(case=case, by=head, leader=owner, reason=TELLING, on=DAY)
    add_evidence(case=case, by=head, kind="leader", on=DAY, text=TELLING, reference=TELLING, file=file)
    record_leader_visit(case=case, by=head, text=TELLING, on=DAY, file=file)
    approval = Approval(on=DAY, approver="王县长", file=file)
    advance = record_advance(
        case=case, by=head, what=lines, source="other", approval=approval, debtor=debtors_on(case)[0], on=DAY, note=TELLING
    )  # fmt: skip
    record_recovery(advance=advance, by=head, amount_yuan=Decimal("1.00"), text=TELLING, on=DAY, file=file)
    factories.procedure(case, head, text=TELLING)
    at = timezone.now()
    unit, watch = factories.unit("住建"), factories.code("risk", "watch")
    RiskMark.objects.create(case=case, risk=watch, reason=TELLING, on=DAY, at=at, by=head)
    StabilityMeasure.objects.create(
        case=case,
        text=TELLING,
        unit=unit,
        person="李经办",
        on=DAY,
        next_check_on=DAY,
        last_check=TELLING,
        at=at,
        by=head,
    )
    Incident.objects.create(
        area=case.area,
        case=case,
        kind="group",
        on=DAY,
        place=TELLING[:60],
        text=TELLING,
        handling=TELLING,
        at=at,
        by=head,
    )


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_city_sees_what_was_sent_up_from_its_districts_alone(client, head, city, case) -> None:
    asked = new_case(head, person=PersonData(name="李未报"))
    request_escalation(case=asked, by=head, reason="还没有报送", on=DAY)
    plain = new_case(head, person=PersonData(name="李未提"))
    elsewhere = factories.user("city", area=factories.area("530800"))
    answers = {}
    for user in (city, elsewhere, factories.user("city", area=factories.area("530902"))):
        client.force_login(user)
        answers[user.area.code] = [client.get(f"/ledger/cases/{each.pk}/").status_code for each in (case, asked, plain)]
    assert answers == {"530900": [200, 404, 404], "530800": [404, 404, 404], "530902": [200, 404, 404]}
    assert list(Case.objects.visible_to(city)) == [case]
    assert list(Claim.objects.visible_to(city)) == list(Claim.objects.filter(caseclaim__case=case))


@pytest.mark.parametrize("tab", TABS, ids=lambda tab: tab.url)
def test_no_tab_names_anybody(client, city, head, case, tab) -> None:
    client.force_login(city)
    address = client.get(f"/ledger/cases/{case.pk}/").context["tabs"]
    assert tab in [each for each, _count in address]
    page = client.get(_path(tab, case))
    assert (page.status_code, told(page.content.decode()), "/ledger/files/" in page.content.decode()) == (
        200,
        [],
        False,
    )
    client.force_login(head)
    whole = client.get(_path(tab, case)).content.decode()
    assert told(whole) != [], "what hides nothing proves nothing"


def _path(tab, case: Case) -> str:
    return f"/ledger/cases/{case.pk}/{tab.url.removeprefix('ledger:case').removeprefix('_')}/".replace("//", "/")


def test_claims_that_were_gathered_are_as_nameless(client, city, head, case) -> None:
    other = new_case(head, person=PersonData(name="刀罕保"), workers=(), workers_count=1)
    note_progress(case=case, by=head, text="刀罕保也来了", on=DAY)
    gather(claims=list(Claim.objects.filter(caseclaim__case=other)), into=case, by=head)
    client.force_login(city)
    for tab in TABS:
        assert "刀罕保" not in client.get(_path(tab, case)).content.decode()


def test_city_does_nothing(client, city, case) -> None:
    client.force_login(city)
    assert list(client.get(f"/ledger/cases/{case.pk}/").context["groups"]) == []
    refused = {
        client.get(f"/ledger/cases/{case.pk}/{act}/").status_code for act in ACT_FORMS
    } | {client.post(f"/ledger/cases/{case.pk}/{act}/", {}).status_code for act in ACT_FORMS}  # fmt: skip
    assert refused == {403}
    claim, token = Claim.objects.get(), StoredFile.objects.first().token
    closed = [
        f"/ledger/cases/{case.pk}/print/", "/ledger/print/", f"/ledger/files/{token}/", "/ledger/search/?q=x",
        "/ledger/search/suggest/?q=x", "/ledger/messages/", f"/reception/claims/{claim.pk}/",
        f"/reception/claims/{claim.pk}/reveal/", f"/reception/claims/{claim.pk}/sheet/", "/reports/statistics/",
        "/reports/assessment/",
    ]  # fmt: skip
    assert [address for address in closed if client.get(address).status_code not in (403, 404)] == []


@pytest.mark.parametrize("typed", ["岩温香", "玉罕叫", "岩温", "yanwenxiang", "ywx", "玉罕"])
def test_list_does_not_answer_to_a_name(client, city, head, case, typed) -> None:
    client.force_login(head)
    found = client.post(LIST, {"q": typed}, follow=True)
    assert [row["pk"] for row in found.context["rows"]] == [case.pk], "the office finds it"
    client.force_login(city)
    answer = client.post(LIST, {"q": typed}, follow=True)
    assert (list(answer.context["rows"]), "没有符合这些条件的案件" in answer.content.decode()) == ([], True)


def test_list_answers_to_project_and_number_without_names(client, city, case) -> None:
    client.force_login(city)
    for typed in ("南屏小区", case.number):
        answer = client.post(LIST, {"q": typed}, follow=True)
        assert ([row["pk"] for row in answer.context["rows"]], told(answer.content.decode())) == ([case.pk], [])


@pytest.mark.parametrize(
    ("entered", "shown"),
    [
        ({}, "张三家建房"),
        ({"general_contractor_name": "", "developer_name": "临翔区建设局"}, "张三家建房"),
        ({"general_contractor_name": ""}, "临翔区房屋建筑（工作地点不显示）"),
        ({"general_contractor_name": "张三"}, "临翔区房屋建筑（工作地点不显示）"),
        ({"sector": None}, "临翔区（工作地点不显示）"),
        ({"sector": "not_construction"}, "临翔区非工程建设（工作地点不显示）"),
    ],
)
def test_a_place_that_may_be_named_after_a_person_is_not_shown(client, city, head, entered, shown) -> None:
    parties = {name: value for name, value in entered.items() if name != "sector"}
    case = new_case(head, project_name="张三家建房", workers=(), workers_count=1, **parties)
    if "sector" in entered:
        sector = entered["sector"] and factories.code("sector", entered["sector"])
        Claim.objects.update(sector=sector)
        Project.objects.update(sector=sector)
    factories.escalated(case, head)
    for user, expected in ((head, "张三家建房"), (city, shown)):
        client.force_login(user)
        pages = [client.get(address).content.decode() for address in (LIST, f"/ledger/cases/{case.pk}/")]
        assert [expected in page for page in pages] == [True, True]
        assert ["张三家" in page for page in pages] == ["张三家" in expected] * 2
        found = client.post(LIST, {"q": "张三家"}, follow=True).context["rows"]
        assert [row["pk"] for row in found] == ([case.pk] if "张三家" in expected else [])


@pytest.mark.parametrize(
    "query",
    [
        "?claim__petitioner__name=岩温香",
        "?q=岩温香",
        "?o=1",
        "?petitioner=x",
        "?case_claims__claim__petitioner__name__startswith=岩",
    ],
)
def test_list_takes_no_other_condition(client, city, case, query) -> None:
    client.force_login(city)
    answer = client.get(LIST + query)
    assert (answer.status_code, case.number in answer.content.decode()) == (400, False)


def test_list_shows_neither_names_nor_what_only_case_workers_keep(client, city, case) -> None:
    client.force_login(city)
    page = client.get(LIST).content.decode()
    assert case.number in page
    assert (told(page), "（保密）" in page, "保存本次查询" in page, "登记诉求" in page) == ([], True, False, False)


def test_empty_list_says_what_would_fill_it(client, city) -> None:
    client.force_login(city)
    assert "还没有提级办理的案件" in client.get(LIST).content.decode()


def test_city_that_is_also_a_liaison_reads_no_names_either(client, case) -> None:
    both = factories.user("liaison", "city", unit="住建")
    client.force_login(both)
    for tab in TABS:
        assert told(client.get(_path(tab, case)).content.decode()) == []
    token = StoredFile.objects.first().token
    assert client.get(f"/ledger/files/{token}/").status_code in (403, 422)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("电话13800138001。", "电话****。"),
        ("电话 138-0013-8001", "电话 ****"),
        ("１３８００１３８００１", "****"),
        ("身份证 530902 19010101 001X", "身份证 ****"),
        ("12 13800138001", "****"),
        ("电话+8613800138001", "电话****"),
        ("0086 138 0013 8001", "****"),
        ("138.0013.8001", "****"),
        ("（0883）2123456", "（****"),
        ("0883-212 3456", "****"),
        ("1380013\n8001", "****"),
        ("J13800138001", "J****"),
        ("账号 123456789012", "账号 ****"),
        (
            "2021.4.26 收到 31 人 439,396.00 元，Y530902-2021-0001",
            "2021.4.26 收到 31 人 439,396.00 元，Y530902-2021-0001",
        ),
        ("座机0883-2123456", "座机****"),
        ("卡号 6222 0000 1111 2222 333", "卡号 ****"),
        ("案件 J530902-2021-0001，2021-04-26 付 12,500.00 元", "案件 J530902-2021-0001，2021-04-26 付 12,500.00 元"),
        ("2021-04-26至2021-05-26，临翔治欠办〔2021〕2号", "2021-04-26至2021-05-26，临翔治欠办〔2021〕2号"),
        ("20210426", "20210426"),
    ],
)
def test_numbers_of_people_become_stars(written, read) -> None:
    assert without_numbers(written) == read
