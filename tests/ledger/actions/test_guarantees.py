"""保函: registered once, ended once, and told to the head once before it expires."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ledger.actions.guarantees import Letter, end_guarantee, register_guarantee
from ledger.actions.reminders import remind_of_cases
from ledger.models import Guarantee, Message
from ledger.selectors.files import visible_files
from office.models import Event, Parameter
from office.refusals import Refused
from office.selectors import calendar
from reception.models import Project
from tests import factories

ISSUED, EXPIRES = date(2020, 7, 1), date(2021, 6, 30)


def letter(**values) -> Letter:
    project = Project.objects.get_or_create(area=factories.area(), name="南屏小区三期")[0]
    usual = {
        "project": project, "company": factories.company(), "bank": "示例银行临沧分行", "number": "BH-0001",
        "amount_yuan": Decimal(800000), "issued_on": ISSUED, "expires_on": EXPIRES,
    }  # fmt: skip
    return Letter(**(usual | values))


@pytest.fixture
def guarantee(clerk) -> Guarantee:
    return register_guarantee(area=clerk.area, by=clerk, letter=letter())


def remind(day: date) -> None:
    remind_of_cases(calendar=calendar(), now=datetime(day.year, day.month, day.day, 9, tzinfo=factories.SHANGHAI))


def told(user) -> list[str]:
    return list(Message.objects.filter(user=user, case=None).values_list("text", flat=True))


def test_head_is_told_once_a_month_before_and_nobody_else(guarantee, head, clerk, liaison):
    other = factories.user("head", area=factories.area("530921"))
    remind(date(2021, 5, 28))
    assert told(head) == []
    for day in (date(2021, 5, 31), date(2021, 6, 1), date(2021, 6, 29), EXPIRES):
        remind(day)
    assert told(head) == ["南屏小区三期的工资保证金保函将于 2021年6月30日 到期，请督促续保或办理解除。"]
    assert [told(user) for user in (clerk, liaison, other)] == [[], [], []]


def test_last_working_day_before_and_late_registration(clerk, head):
    # The thirtieth day before 2021-06-04 is the 5th of May, a rest day as were the four before.
    register_guarantee(area=clerk.area, by=clerk, letter=letter(expires_on=date(2021, 6, 4)))
    remind(date(2021, 4, 29))
    assert told(head) == []
    remind(date(2021, 4, 30))
    assert len(told(head)) == 1
    register_guarantee(area=clerk.area, by=clerk, letter=letter(number="BH-0002", expires_on=date(2021, 6, 3)))
    remind(date(2021, 6, 1))
    assert len(told(head)) == 2


def test_days_are_the_office_s_own(guarantee, head):
    Parameter.objects.filter(key="guarantee_remind_days").update(value="10")
    # The tenth day before is a Sunday: the Friday before it.
    remind(date(2021, 6, 17))
    assert told(head) == []
    remind(date(2021, 6, 18))
    assert len(told(head)) == 1


def test_one_that_ended_or_is_past_is_not_told(guarantee, head, clerk):
    end_guarantee(guarantee=guarantee, by=head, on=date(2021, 5, 10))
    register_guarantee(area=clerk.area, by=clerk, letter=letter(number="BH-0009", expires_on=date(2021, 5, 31)))
    remind(date(2021, 6, 1))
    assert told(head) == []


def test_registered_with_an_event_and_no_second_time(guarantee, clerk):
    assert Event.objects.get(act="register_guarantee").data["ends_on"] == "2021-06-30"
    with pytest.raises(Refused) as refused:
        register_guarantee(area=clerk.area, by=clerk, letter=letter(bank=" 示例银行临沧分行 ", number="BH- 0001"))
    assert refused.value.missing == ["示例银行临沧分行编号 BH-0001 的保函已经登记过。"]


def test_everything_wrong_is_named_at_once(clerk):
    tomorrow = timezone.localdate() + timedelta(days=1)
    foreign = Project.objects.create(area=factories.area("530921"), name="外区项目")
    wrong = letter(bank="", number=" ", amount_yuan=Decimal(0), issued_on=tomorrow, project=foreign)
    with pytest.raises(Refused) as refused:
        register_guarantee(area=clerk.area, by=clerk, letter=wrong)
    assert refused.value.missing == [
        "金额须大于零，最多两位小数。", "请填写出具银行，最多 80 个字。", "请填写保函编号，最多 60 个字。",
        f"到期日 {EXPIRES} 早于出具日期 {tomorrow}。", f"工程项目和交存单位须属于{clerk.area}。", f"日期 {tomorrow} 晚于今天。",
    ]  # fmt: skip


def test_ended_once_on_a_day_it_was_in_force(guarantee, head):
    with pytest.raises(Refused):
        end_guarantee(guarantee=guarantee, by=head, on=ISSUED - timedelta(days=1))
    end_guarantee(guarantee=guarantee, by=head, on=date(2021, 5, 10), note="工程完工")
    assert (Guarantee.objects.get().ended_on, Guarantee.objects.get().note) == (date(2021, 5, 10), "工程完工")
    with pytest.raises(Refused) as refused:
        end_guarantee(guarantee=guarantee, by=head, on=date(2021, 5, 11))
    assert refused.value.missing == ["这份保函已于 2021-05-10 解除。"]


def test_guarantees_are_the_office_s_of_the_area(guarantee, head, clerk, liaison):
    stranger = factories.user("head", area=factories.area("530921"))
    for by in (liaison, stranger):
        with pytest.raises(PermissionDenied):
            end_guarantee(guarantee=guarantee, by=by)
        with pytest.raises(PermissionDenied):
            register_guarantee(area=head.area, by=by, letter=letter(number="BH-0003"))


def test_the_scan_of_a_letter_is_opened_in_its_area_alone(clerk, head, liaison):
    scan = factories.stored_file(clerk, "保函.pdf")
    register_guarantee(area=clerk.area, by=clerk, letter=letter(), file=scan)
    stranger = factories.user("head", area=factories.area("530921"))
    assert [list(visible_files(user)) for user in (head, clerk, liaison, stranger)] == [[scan], [scan], [], []]


def test_letter_of_another_century_is_refused(clerk):
    with pytest.raises(Refused) as refused:
        register_guarantee(area=clerk.area, by=clerk, letter=letter(issued_on=date(1921, 1, 4)))
    assert refused.value.missing == ["日期 1921-01-04 早于 2000 年，请核对。"]
