"""The slips of a procedure: what is handed to one petitioner names no other one of the case.

依据：R72 个人信息；实施方案六（四）引导仲裁。
"""

from dataclasses import dataclass

from ledger.models import Procedure
from ledger.selectors.case_sheet import CaseSheet, ClaimBlock
from ledger.selectors.regrouped import claims_ever_near
from reception.identity_access import longest_first, without_names


@dataclass(frozen=True)
class Slip:
    """One leaf: the claim, and what was written of the procedure without the names of others who came."""

    block: ClaimBlock
    text: str
    sent_to: str


def slips(procedure: Procedure, sheet: CaseSheet) -> list[Slip]:
    """One for the claim the procedure is about, for the whole case one for each of its claims; two queries.

    What was written stands as the account may read it. Also those who came, or spoke, for a claim that was merged or has
    left the case since are others.
    """
    near = claims_ever_near(sheet.case).order_by()
    people = {*near.values_list("pk", "petitioner__name"), *near.values_list("pk", "representatives__name")}
    found = []
    for block in (each for each in sheet.blocks if procedure.claim_id in (None, each.claim.pk)):
        own = {name for pk, name in people if pk == block.claim.pk}
        others = longest_first({name for _pk, name in people} - own)
        told = [without_names(sheet.as_read(text), others) for text in (procedure.text, procedure.sent_to)]
        found.append(Slip(block, *told))
    return found
