"""What regrouping tied together: cases that ever had a claim in common, and every claim that was ever on one of them.

Papers, procedures and measures go along with claims; what is written in them may tell of people who did not.
"""

from collections import defaultdict
from collections.abc import Collection

from django.db import connection
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
    ), near(root, case_id) AS (
        SELECT id, id FROM ledger_case WHERE id IN ({cases})
        UNION
        SELECT near.root, there.case_id FROM near
        JOIN link here ON here.case_id = near.case_id
        JOIN link there ON there.claim_id = here.claim_id
    )
    SELECT DISTINCT {shown} FROM near JOIN link ON link.case_id = near.case_id
"""
_OF_ONE = _NEAR.format(cases="%s", shown="link.claim_id")


def claims_ever_near(case: Case) -> QuerySet[Claim]:
    """Claims that are or were on this case, or on one that it shares claims with, however far back; one query."""
    return Claim.objects.filter(pk__in=RawSQL(_OF_ONE, [case.pk]))  # noqa: S611 - fixed words, one parameter


def claims_ever_near_each(case_ids: Collection[int]) -> dict[int, set[int]]:
    """The same of some hundred cases: the keys of the claims by case; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    if case_ids:
        question = _NEAR.format(cases=", ".join(["%s"] * len(case_ids)), shown="near.root, link.claim_id")
        with connection.cursor() as cursor:
            cursor.execute(question, list(case_ids))
            for case_id, claim_id in cursor.fetchall():
                found[case_id].add(claim_id)
    return found
