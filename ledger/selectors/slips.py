"""The slips of a procedure: what is handed to one petitioner names no other one of the case.

依据：R72 个人信息；实施方案六（四）引导仲裁。
"""

from dataclasses import dataclass

from ledger.models import Procedure
from ledger.selectors.case_sheet import CaseSheet, ClaimBlock
from ledger.selectors.regrouped import claims_ever_near
from reception.identity_access import longest_first, names_ever_on, without_names


@dataclass(frozen=True)
class Slip:
    """One leaf: the claim, and what was written of the procedure without the names of others who came."""

    block: ClaimBlock
    text: str
    sent_to: str


def slips(procedure: Procedure, sheet: CaseSheet) -> list[Slip]:
    """One for the claim the procedure is about, for the whole case one for each of its claims; two queries.

    What was written stands as the account may read it. Also the people of a claim that was merged or has left the case
    since are others, and whom a claim named before a correction.
    """
    people = names_ever_on(claims_ever_near(sheet.case))
    found = []
    for block in (each for each in sheet.blocks if procedure.claim_id in (None, each.claim.pk)):
        others = longest_first(set().union(*people.values()) - people.get(block.claim.pk, set()))
        told = [without_names(sheet.as_read(text), others) for text in (procedure.text, procedure.sent_to)]
        found.append(Slip(block, *told))
    return found
