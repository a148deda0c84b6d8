"""The office of the demo: its people at work, each act through the real action at the instant of the story."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from django.utils import timezone

from config.demo.papers import scan_png, slip_pdf
from config.demo.people import People, Site
from ledger.actions.assignment import assign, sign_for
from ledger.actions.cases import open_case
from ledger.actions.completion import complete, request_completion, strike_off
from ledger.actions.payments import Line, record_payment
from ledger.actions.work import (
    add_evidence,
    add_follow_up,
    confirm_facts,
    note_progress,
    record_outcome,
    verify_amounts,
)
from ledger.models import Case, CaseClaim, Payment
from ledger.workflow import Outcome
from office.files import store
from office.models import Area, Code, StoredFile, Unit, User
from office.selectors import calendar
from reception.actions.claims import ClaimData, RepresentativeData, WorkerData, register_claim
from reception.models import Claim, ReceptionSession

ALONE_UP_TO = 5
LIMIT_DAYS, LOW_INCOME_LIMIT_DAYS = 15, 5


@dataclass
class Desk:
    """Who acts, on what, and what time it is in the story."""

    area: Area
    clerk: User
    head: User
    liaisons: dict[str, User]
    units: dict[str, Unit]
    codes: dict[tuple[str, str], Code]
    people: People
    rng: Random
    now: datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    def officer_of(self, case: Case) -> User:
        """The liaison of the responsible unit if it has an account, else the head acts for it."""
        unit = case.responsible_unit
        return self.liaisons.get(unit.short_name, self.head) if unit else self.head

    def register(
        self,
        session: ReceptionSession | None,
        *,
        workers: int = 1,
        site: Site | None = None,
        has_roll: bool = True,
        **told: Any,
    ) -> Case:
        """A claim taken now; its case. `told` are fields of `ClaimData` that differ from the usual."""
        site = site or self.people.site()
        person = self.people.person(is_from_village=told.get("is_low_income", False))
        amounts = self.people.wages(workers)
        roll = self.people.roll(person, amounts) if has_roll else ()
        data = ClaimData(
            petitioner=person,
            workers_count=workers,
            amount_yuan=sum(amounts, Decimal(0)),
            received_on=self.today,
            channel=self.codes["channel", "session" if session else "daily"],
            session=session,
            project_name=site.project,
            sector=self.codes["sector", site.sector],
            employer_name=site.employer,
            general_contractor_name=site.general_contractor,
            developer_name=site.developer,
            owed_from="2020-10",
            owed_until="2021-02",
            cause=self.codes["cause", self.rng.choice(("unpaid_works", "missing_funds", "hardship", "subletting"))],
            job_type="杂工",
            demand=f"要求支付在{site.project}做工的工资，共 {workers} 人。",
            is_group=workers > 5,
            suggested_unit=self.units[site.unit],
            workers=roll,
            **(_spoken_for(roll) if workers > ALONE_UP_TO else {}),
        )
        claim = register_claim(
            area=self.area, by=self.clerk, data=replace(data, **told), on_registered=open_case, now=self.now
        )
        return claim.caseclaim.case

    def assign(self, case: Case, *, unit: str = "", note: str = "", assisting: Sequence[str] = ()) -> None:
        """To the unit named, else the one that was suggested, with the usual deadline."""
        claim = claims_of(case)[0]
        home = self.units[unit] if unit else claim.suggested_unit or self.units["人社"]
        officer = self.liaisons.get(home.short_name)
        days = LOW_INCOME_LIMIT_DAYS if claim.is_low_income else LIMIT_DAYS
        assign(
            case=case,
            by=self.head,
            unit=home,
            officer=officer,
            officer_name="" if officer else f"示例{home.short_name}干部",
            due_on=calendar().add_workdays(self.today, days).on,
            assisting=[self.units[name] for name in assisting],
            note=note,
            now=self.now,
        )

    def sign_for(self, case: Case) -> None:
        sign_for(case=case, by=self.officer_of(case), now=self.now)

    def note(self, case: Case, text: str) -> None:
        note_progress(case=case, by=self.officer_of(case), text=text, now=self.now)

    def pay(self, case: Case, *, source: str = "employer", share: int = 100, kind: str = "transfer") -> None:
        """`share` per cent of what each worker is owed, with a proof."""
        lines = self.lines(case, share=share)
        total = sum((line.amount_yuan for line in lines), Decimal(0))
        record_payment(
            case=case,
            by=self.officer_of(case),
            source=self.codes["source", source],
            lines=lines,
            proof_kind=kind,
            proof=self.proof(kind, total, by=self.officer_of(case)),
            now=self.now,
        )

    def lines(self, case: Case, *, share: int = 100) -> list[Line]:
        return [
            Line(claim=claim, worker=worker, amount_yuan=(worker.owed_yuan or Decimal(1000)) * share / 100)
            for claim in claims_of(case)
            for worker in claim.workers.all()
        ]

    def proof(self, kind: str, total: Decimal, *, by: User | None = None) -> StoredFile:
        label = Payment.ProofKind(kind).label
        if kind == Payment.ProofKind.RECEIPT:
            return self.paper(f"{label}.png", by=by)
        return self.paper(f"{label}.pdf", label, f"日期 {self.today}", f"金额 {total:,.2f} 元", by=by)

    def paper(self, name: str, *lines: str, by: User | None = None) -> StoredFile:
        data = scan_png(self.rng.randrange(50)) if name.endswith(".png") else slip_pdf("演示数据", *lines)
        return store(name=name, data=data, by=by or self.clerk, now=self.now)

    def evidence(self, case: Case, kind: str, text: str, *, reference: str = "", has_file: bool = True) -> None:
        for claim in claims_of(case):
            add_evidence(
                case=case,
                by=self.officer_of(case),
                kind=kind,
                text=text,
                claim=claim,
                reference=reference,
                file=self.paper("扫描件.png", by=self.officer_of(case)) if has_file else None,
                now=self.now,
            )

    def conclude(self, case: Case, outcome: Outcome, *, clear: str, settled: str, agreed: bool = False) -> None:
        """Verified amounts and the outcome of every claim, both confirmations."""
        by = self.officer_of(case)
        for entry in CaseClaim.objects.filter(case=case, claim__in=claims_of(case)).select_related("case", "claim"):
            owed = sum((line.amount_yuan for line in self.lines(case) if line.claim.pk == entry.claim_id), Decimal(0))
            if owed:
                verify_amounts(
                    case_claim=entry,
                    by=by,
                    verified_amount_yuan=owed,
                    agreed_amount_yuan=owed if agreed else None,
                    now=self.now,
                )
            record_outcome(case_claim=entry, by=by, outcome=outcome, now=self.now)
        confirm_facts(case=case, by=by, facts_clear_text=clear, matter_settled_text=settled, now=self.now)

    def agree(self, entry: CaseClaim) -> None:
        """The whole sum is verified and agreed upon."""
        owed = sum((worker.owed_yuan or Decimal(0) for worker in entry.claim.workers.all()), Decimal(0))
        by = self.officer_of(entry.case)
        verify_amounts(case_claim=entry, by=by, verified_amount_yuan=owed, agreed_amount_yuan=owed, now=self.now)

    def call(self, case: Case, satisfaction: str = "good") -> None:
        """The follow-up call, or why there was none."""
        known = {} if satisfaction else {"none_reason": "多次拨打无人接听"}
        given = (
            {"satisfaction": self.codes["satisfaction", satisfaction], "text": "电话回访"} if satisfaction else known
        )
        add_follow_up(case=case, by=self.clerk, now=self.now, **given)

    def request(self, case: Case) -> None:
        request_completion(case=case, by=self.officer_of(case), now=self.now)

    def complete(self, case: Case) -> None:
        complete(case=case, by=self.head, now=self.now)

    def strike_off(self, case: Case) -> None:
        strike_off(case=case, by=self.head, now=self.now)


def _spoken_for(roll: Sequence[WorkerData]) -> dict[str, Any]:
    """Most of a group came, and two more speak for it."""
    others = tuple(RepresentativeData(name=row.name, phone=row.phone) for row in roll[1:3])
    return {"people_present": max(len(roll) - 2, 3), "representatives": others}


def claims_of(case: Case) -> list[Claim]:
    """The claims on the case that count, with their rolls."""
    found = Claim.objects.live().filter(caseclaim__case=case).order_by("id")
    return list(found.select_related("suggested_unit").prefetch_related("workers"))
