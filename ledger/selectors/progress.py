"""How far the claim of a receipt has come: found by its code with four figures of its petitioner, and told without names."""

from dataclasses import dataclass
from datetime import date
from hmac import compare_digest

from django.db.models import F

from ledger.models import Case, CaseClaim, Transition
from ledger.progress_words import STEPS, Told, step_of, told_of
from office.crypto import decrypt, encrypt
from reception.identity import tails_of
from reception.models import Claim, Petitioner
from reception.notice_text import Told as SessionTold
from reception.public import next_session

# Decrypted where no claim bears the code, so that absent and wrong take the same work.
_NOBODY, _NOWHERE = "0" * 18, "ledger.progress.nobody"


@dataclass(frozen=True)
class Progress:
    """`step` is a place in `STEPS`, reached on the day `since`; a void claim has neither meaning nor unit nor next session."""

    step: int
    since: date
    told: Told | None
    unit: str = ""
    is_merged: bool = False
    next_session: SessionTold | None = None

    @property
    def is_void(self) -> bool:
        return self.told is None

    @property
    def steps(self) -> list[tuple[str, str]]:
        """Every stage with `past`, `now` or `ahead`."""
        words = ("past", "now", "ahead")
        return [(label, words[1 + (place > self.step) - (place < self.step)]) for place, label in enumerate(STEPS)]


def claim_of_receipt(*, code: str, last_four: str) -> int | None:
    """The claim whose receipt bears this code, if the four figures end the petitioner's own ID number or phone.

    Others on the roll are not asked for: the receipt was handed to the petitioner. A wrong figure and a code that does not
    exist cost one query and the same decrypting and comparing each.
    """
    rows = Claim.objects.filter(receipt_code=code).exclude(receipt_code_index="")
    row = rows.select_related("petitioner").only("petitioner__id_number", "petitioner__phone").first()
    person = row.petitioner if row else _nobody()
    tails = tails_of(id_number=person.id_number, phone=person.phone)
    fits = [compare_digest(tail.encode(), last_four.encode()) and tail != "" for tail in tails]
    return row.pk if row and any(fits) else None


def progress_of(claim_id: int, *, today: date) -> Progress:
    """The stage of the claim, or of the earlier one it was merged into."""
    asked = Claim.objects.only("merged_into", "voided_at", "received_on").get(pk=claim_id)
    if asked.voided_at:
        return Progress(step=0, since=asked.received_on, told=None)
    entry = CaseClaim.objects.select_related("case__responsible_unit", "claim").get(
        claim=asked.merged_into_id or asked.pk
    )
    case, claim = entry.case, entry.claim
    return Progress(
        step=step_of(case.status),
        since=max(_since(case), claim.received_on),
        told=told_of(status=case.status, outcome=entry.outcome, is_wages=claim.is_wages),
        unit=case.responsible_unit.name if case.responsible_unit and step_of(case.status) else "",
        is_merged=asked.merged_into_id is not None,
        next_session=next_session(claim.area_id, today=today),
    )


def _since(case: Case) -> date:
    """The day of the last step into the present stage; of imported cases the day their dates tell."""
    if case.completed_on:
        return case.completed_on
    turns = Transition.objects.filter(case=case, to_status=case.status).exclude(from_status=F("to_status"))
    last = turns.order_by("-at", "-id").values_list("on", flat=True).first()
    return last or case.signed_for_on or case.assigned_on or case.opened_on


def _nobody() -> Petitioner:
    numbers = [decrypt(encrypt(_NOBODY, context=_NOWHERE), context=_NOWHERE) for _ in range(2)]
    return Petitioner(id_number=numbers[0], phone=numbers[1])
