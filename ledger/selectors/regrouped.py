"""What regrouping tied together: cases that ever had a claim in common, and every claim that was ever on one of them.

Papers, procedures and measures go along with claims; what is written in them may tell of people who did not.
"""

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from ledger.models import Case
from reception.models import Claim

# Django has no words for a query that follows its own result, and a page has no room for one query a step.
# UNION in `near`: what was found before is not followed again. NOT MATERIALIZED: links are looked up, not all read.
_NEAR = """
    WITH RECURSIVE link(case_id, claim_id) AS NOT MATERIALIZED (
        SELECT case_id, claim_id FROM ledger_transition WHERE claim_id IS NOT NULL
        UNION ALL
        SELECT case_id, claim_id FROM ledger_caseclaim
    ), near(case_id) AS (
        SELECT id FROM ledger_case WHERE id = %s
        UNION
        SELECT there.case_id FROM near
        JOIN link here ON here.case_id = near.case_id
        JOIN link there ON there.claim_id = here.claim_id
    )
    SELECT link.claim_id FROM near JOIN link ON link.case_id = near.case_id
"""


def claims_ever_near(case: Case) -> QuerySet[Claim]:
    """Claims that are or were on this case, or on one that it shares claims with, however far back; one query."""
    return Claim.objects.filter(pk__in=RawSQL(_NEAR, [case.pk]))  # noqa: S611 - fixed words, one parameter
