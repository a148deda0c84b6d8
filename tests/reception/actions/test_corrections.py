"""Correcting a claim: who may until when, what stays on record, and that a mask never overwrites what it hides."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from office.models import Event
from office.refusals import Conflict, Refused
from reception.actions.claim_data import RepresentativeData
from reception.actions.claims import PersonData, correct_claim, data_of, mark_void
from reception.actions.corrections import may_correct
from reception.actions.sessions import close_session
from reception.identity import mask_account, mask_address, mask_id, mask_phone
from reception.models import Claim, Correction
from tests import factories
from tests.identity_numbers import make_id

PERSON = PersonData(
    name="岩甲", gender="m", id_number=make_id(), phone="13800000000", address="临翔区凤翔街道南屏社区一号"
)
OLDER = make_id(sequence=77)


def correct(claim, by, *, reason="", **values):
    return correct_claim(claim=claim, by=by, data=replace(data_of(claim), **values), reason=reason)


def personal(claim) -> tuple[str, str, str, str]:
    person = Claim.objects.get(pk=claim.pk).petitioner
    return (person.name, person.id_number, person.phone, person.address)


@pytest.fixture
def session(clerk):
    return factories.session(clerk)


@pytest.fixture
def claim(clerk, session):
    return factories.claim(clerk, session, petitioner=PERSON)


def test_correction_keeps_the_counted_values_before(clerk, session, claim):
    told = {"is_wages": False, "not_wages_kind": factories.code("not_wages", "materials"), "not_wages_reason": "货款"}
    changed = correct(claim, clerk, amount_yuan=Decimal("13000"), workers_count=3, demand="改", **told)
    row = Correction.objects.get()
    assert (changed.amount_yuan, changed.workers_count, changed.is_wages) == (Decimal("13000"), 3, False)
    assert (row.session, row.received_on, row.workers_count, row.amount_yuan, row.is_wages) == (
        session, date(2021, 4, 12), 1, Decimal("12500"), True,
    )  # fmt: skip
    assert row.changed == [
        "workers_count", "amount_yuan", "demand", "is_wages", "not_wages_kind", "not_wages_reason", "workers",
    ]  # fmt: skip
    event = Event.objects.get(act="correct_claim")
    assert (event.data["before_amount_yuan"], event.data["before_session"]) == ("12500.00", session.pk)
    assert event.data["changed"] == "涉及人数、欠薪金额（元）、诉求、是否欠薪、不属欠薪的种类、不属欠薪的理由、花名册"


def test_nothing_changed_is_refused(clerk, claim):
    with pytest.raises(Refused) as refused:
        correct(claim, clerk)
    assert refused.value.missing == ["没有改动任何内容，无需更正。"]
    assert Correction.objects.count() == 0


def test_other_names_make_other_parties(clerk, claim):
    changed = correct(claim, clerk, employer_name="临沧丙丁公司", general_contractor_name="云南建工")
    assert (changed.employer.name, changed.general_contractor.name) == ("临沧丙丁公司", "云南建工")
    assert Correction.objects.get().changed == ["employer", "general_contractor"]


@pytest.mark.parametrize("blank", [True, False])
def test_masked_and_empty_values_leave_the_stored_ones(clerk, claim, blank):
    shown = PersonData(
        name="岩乙",
        gender="m",
        id_number="" if blank else mask_id(PERSON.id_number),
        phone="" if blank else mask_phone(PERSON.phone),
        address="" if blank else mask_address(PERSON.address),
    )
    correct(claim, clerk, petitioner=shown)
    assert personal(claim) == ("岩乙", PERSON.id_number, PERSON.phone, PERSON.address)
    assert Correction.objects.get().changed == ["petitioner.name", "workers"]


def test_a_half_edited_mask_is_refused(clerk, claim):
    with pytest.raises(Refused) as refused:
        correct(claim, clerk, petitioner=replace(PERSON, id_number="530***********9999", phone="139****0000"))
    assert refused.value.missing == [
        "来访人的身份证号含有星号：请保持原样，或填写完整的内容。",
        "来访人的手机含有星号：请保持原样，或填写完整的内容。",
    ]


def test_new_values_are_written_and_found(clerk, claim):
    correct(claim, clerk, petitioner=replace(PERSON, id_number=OLDER, phone="无"))
    assert personal(claim) == ("岩甲", OLDER, "", PERSON.address)
    assert Claim.objects.filter(petitioner__id_number=OLDER).count() == 1
    assert Claim.objects.filter(petitioner__id_number=PERSON.id_number).count() == 0


def test_roll_of_one_follows(clerk, claim):
    row = claim.workers.get()
    correct(claim, clerk, petitioner=replace(PERSON, name="岩乙", id_number=OLDER), amount_yuan=Decimal("1.00"))
    after = claim.workers.get()
    assert (after.pk, after.name, after.id_number, after.owed_yuan) == (row.pk, "岩乙", OLDER, Decimal("1.00"))


def test_roll_is_corrected_in_place(clerk, session):
    rows = tuple(
        factories.worker_data(name, "100.00", id_number=make_id(sequence=n), account="6222000000001234")
        for n, name in enumerate("甲乙丙", start=1)
    )
    claim = factories.claim(clerk, session, workers_count=3, amount_yuan=Decimal("300"), workers=rows)
    stored = {row.name: row.pk for row in claim.workers.all()}
    now = data_of(claim).workers
    masked = [replace(row, id_number=mask_id(row.id_number), account=mask_account(row.account)) for row in now]
    changed = (masked[2], replace(masked[0], name="甲一"), factories.worker_data("丁", "100.00"))
    correct(claim, clerk, workers=changed)
    after = list(claim.workers.all())
    assert [(row.position, row.name, row.pk) for row in after[:2]] == [
        (1, "丙", stored["丙"]),
        (2, "甲一", stored["甲"]),
    ]
    assert [row.id_number for row in after] == [make_id(sequence=3), make_id(sequence=1), ""]
    assert (after[0].account, after[2].name) == ("6222000000001234", "丁")
    assert Correction.objects.get().changed == ["workers"]


def former(claim) -> list[str]:
    return [row.former_names for row in claim.corrections.all()]


def test_names_that_go_are_kept_and_sealed(clerk, session):
    names = ("岩甲", "岩乙", "岩丙")
    speakers = (RepresentativeData(name="岩丁"), RepresentativeData(name="岩戊"))
    claim = factories.claim(
        clerk, session, petitioner=PERSON, workers=tuple(factories.worker_data(name) for name in names),
        workers_count=3, amount_yuan=Decimal("300"), is_group=True, representatives=speakers,
    )  # fmt: skip
    first, second, _third = data_of(claim).workers
    for values in (
        {"demand": "改"},
        # Still on the roll under the old name.
        {"petitioner": replace(PERSON, name="岩小甲")},
        {"workers": (replace(first, name="岩小甲"), second, factories.worker_data("岩己"))},
        {"representatives": speakers[1:]},
    ):
        correct(Claim.objects.get(pk=claim.pk), clerk, **values)
    assert former(claim) == ["", "", "岩丙\n岩甲", "岩丁"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT former_names FROM reception_correction ORDER BY id")
        stored = [text for (text,) in cursor.fetchall()]
    assert (stored[:2], any(name in text for text in stored for name in (*names, "岩丁"))) == (["", ""], False)


def test_numbers_and_order_take_no_name_away(clerk, session):
    claim = factories.claim(
        clerk, session, petitioner=PERSON, workers=(factories.worker_data("岩甲"), factories.worker_data("岩乙")),
        workers_count=2, amount_yuan=Decimal("200"),
    )  # fmt: skip
    correct(claim, clerk, workers=data_of(claim).workers[::-1], petitioner=replace(PERSON, id_number=OLDER))
    assert former(claim) == [""]


def test_faults_of_a_correction_change_nothing(clerk, claim):
    with pytest.raises(Refused):
        correct(claim, clerk, amount_yuan=Decimal("5"), workers_count=0)
    claim.refresh_from_db()
    assert (claim.amount_yuan, claim.workers_count, Correction.objects.count()) == (Decimal("12500"), 1, 0)


def test_clerk_until_the_session_is_closed(clerk, session, claim):
    correct(claim, clerk, demand="改一")
    close_session(session=session, by=clerk)
    with pytest.raises(PermissionDenied):
        correct(claim, clerk, demand="改二", reason="写错")


def test_clerk_without_a_session_on_the_same_day(clerk):
    claim = factories.claim(clerk)
    today = timezone.localdate(claim.registered_at)
    assert may_correct(clerk, claim, today=today)
    assert not may_correct(clerk, claim, today=today + timedelta(days=1))


def test_head_gives_a_reason_while_the_session_is_open_too(head, claim):
    with pytest.raises(Refused, match="请填写更正原因"):
        correct(claim, head, demand="改")


def test_only_the_office_may_correct(claim, clerk, liaison, leader):
    today = timezone.localdate(claim.registered_at)
    assert [may_correct(user, claim, today=today) for user in (clerk, liaison, leader)] == [True, False, False]


def test_head_any_time_with_a_reason(clerk, head, session, claim):
    close_session(session=session, by=clerk)
    with pytest.raises(Refused) as refused:
        correct(claim, head, demand="改")
    assert refused.value.missing == ["请填写更正原因。"]
    correct(claim, head, demand="改", reason="来访人电话更正")
    assert Correction.objects.get().reason == "来访人电话更正"


@pytest.mark.parametrize("role", ["liaison", "leader", "city", "auditor"])
def test_others_do_not_correct(claim, role):
    with pytest.raises(PermissionDenied, match="您的岗位不能进行“更正登记”"):
        correct(claim, factories.user(role), demand="改", reason="改")


def test_head_of_another_area_does_not_correct(claim):
    with pytest.raises(PermissionDenied):
        correct(claim, factories.user("head", area=factories.area("530999")), demand="改", reason="改")


def test_void_claims_stay_as_they_are(head, claim):
    mark_void(claim=claim, by=head, reason="误录")
    with pytest.raises(Refused) as refused:
        correct(claim, head, demand="改", reason="改")
    assert refused.value.missing == ["J530902-2021-0001已作废或已判重，不能更正。"]


def test_second_of_two_is_told_who_was_first(clerk, claim):
    now = datetime(2021, 4, 12, 15, 0, tzinfo=factories.SHANGHAI)
    data = data_of(claim)
    correct_claim(claim=claim, by=clerk, data=replace(data, demand="甲改"), expected_corrections=0, now=now)
    with pytest.raises(Conflict) as conflict:
        correct_claim(claim=claim, by=clerk, data=replace(data, demand="乙改"), expected_corrections=0, now=now)
    assert conflict.value.missing == [f"{clerk} 已于 2021-04-12 15:00 更正过这件诉求，请重新打开页面核对后再改。"]
