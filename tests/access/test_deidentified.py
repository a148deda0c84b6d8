"""A string of its own in every text of a case that has all a case may have: once de-identified, only what is meant to stay is left."""

from datetime import date, datetime

import pytest

from ledger.actions.deidentification import deidentify_cases
from ledger.models import Case, Request
from ledger.workflow import Status
from reception.models import ClaimText
from tests import factories
from tests.access.canaries import plant_in_all
from tests.access.world import World
from tests.stored import stored_values

NOW = datetime(2031, 12, 1, 10, tzinfo=factories.SHANGHAI)
DAY = date(2021, 6, 1)
pytestmark = pytest.mark.django_db
# Units, firms and projects; officials in their office; numbers of the office's own papers; what people do for a living;
# sessions, notices, funds, leads and warnings, which are of no one case, with their entries and files.
STAYS = {
    "ledger.Case": "officer_name",
    "ledger.EarlyWarning": "handling rule",
    "ledger.Escalation": "document_number reply_number sent_to",
    "ledger.FundAccount": "name",
    "ledger.FundEntry": "text",
    "ledger.Guarantee": "bank note number",
    "ledger.Lead": "ended_before found_by text",
    "ledger.Leader": "name position",
    "ledger.Procedure": "sent_to",
    "ledger.ProcedureStep": "label",
    "ledger.ProjectKey": "name",
    "ledger.StabilityMeasure": "person",
    "office.Deputy": "reason",
    "office.StoredFile": "name",
    "office.Unit": "name short_name",
    "office.User": "display_name",
    "reception.Attendance": "person",
    "reception.Campaign": "document_number name",
    "reception.Claim": "job_type",
    "reception.Company": "name",
    "reception.Delegate": "person post",
    "reception.DirectHandling": "leader post",
    "reception.Notice": "body document_number reason venue",
    "reception.NoticePosting": "note",
    "reception.Project": "address name",
    "reception.QueueTicket": "desk",
    "reception.ReceptionSession": "cancel_document cancel_reason chair duty_leader note summary venue",
    "reception.Worker": "job_type",
    "reports.Receipt": "person",
    "reports.Submission": "document_number person",
}


def close(case: Case) -> None:
    """As if it had come to its end, whatever is still missing."""
    by = case.opened_by
    signed = {
        f"{end}_{what}": value
        for end in ("completed", "struck_off")
        for what, value in (("on", DAY), ("at", NOW), ("by", by))
    }
    signed |= {
        f"{text}_{what}": value
        for text in ("facts_clear", "matter_settled")
        for what, value in (("at", NOW), ("by", by))
    }
    Request.objects.filter(case=case, granted=None).update(
        granted=False, decided_on=DAY, decided_at=NOW, decided_by=by, decision="不延"
    )
    Case.objects.filter(pk=case.pk).update(
        status=Status.STRUCK_OFF, facts_clear_text="查清", matter_settled_text="付清", **signed
    )


def test_every_text_of_a_case_is_classed(world: World) -> None:
    case = world.foreign.case
    close(case)
    canaries = plant_in_all(world.foreign_rows)
    assert len(canaries.places) > 100

    assert deidentify_cases(by=world.foreign.head, now=NOW) == 1

    left = {canaries.places[text] for _where, value in stored_values() for text in canaries.found_in(value)}
    assert left == {f"{model}.{name}" for model, names in STAYS.items() for name in names.split()}
    names = " ".join(ClaimText.objects.filter(claim__caseclaim__case=case).values_list("names", flat=True))
    assert "已" in names
