from datetime import date, time

from django.utils import timezone

from reception.actions.reference import load_source_sessions
from reception.models import Campaign, ReceptionSession


def test_load_source_sessions_six_days_under_the_campaign(reference) -> None:
    load_source_sessions()

    campaign = Campaign.objects.get()
    sessions = ReceptionSession.objects.filter(campaign=campaign).order_by("planned_on")
    assert (campaign.name, campaign.document_number) == ("夏季专项行动", "临治欠发〔2021〕1号")
    assert [session.planned_on for session in sessions] == [
        date(2021, 4, 12),
        date(2021, 4, 26),
        date(2021, 5, 10),
        date(2021, 5, 24),
        date(2021, 6, 7),
        date(2021, 6, 21),
    ]
    assert {(session.starts_at, session.ends_at) for session in sessions} == {(time(14, 30), time(17, 0))}


def test_load_source_sessions_seven_months_without_a_day(reference) -> None:
    load_source_sessions()

    undated = ReceptionSession.objects.filter(planned_on=None).order_by("planned_month")
    assert [session.planned_month for session in undated] == [
        "2021-07",
        "2021-08",
        "2021-09",
        "2021-10",
        "2021-11",
        "2021-12",
        "2022-01",
    ]
    assert {session.campaign for session in undated} == {None}


def test_load_source_sessions_again_leaves_changed_ones_alone(reference, head) -> None:
    first = load_source_sessions()
    ReceptionSession.objects.filter(planned_on=date(2021, 4, 12)).update(
        status="open", planned_on=None, held_on=date(2021, 4, 12), opened_at=timezone.now(), opened_by=head
    )
    ReceptionSession.objects.filter(planned_on=date(2021, 4, 26)).update(
        status="cancelled", cancelled_at=timezone.now(), cancelled_by=head, cancel_reason="停电"
    )
    ReceptionSession.objects.filter(planned_month="2021-07").update(planned_on=date(2021, 7, 12))

    assert first == {"专项行动": 1, "接访场次": 13}
    assert load_source_sessions() == {}
    assert ReceptionSession.objects.count() == 13
