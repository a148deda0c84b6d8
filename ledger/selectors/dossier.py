"""The dossier of a case that is to go up to the city: the office's list, and what the case holds of it."""

from ledger.dossier import DossierFacts, DossierItem, dossier
from ledger.models import Case, Evidence, ProgressNote
from ledger.selectors.escalation import open_escalation
from ledger.selectors.facts import case_facts
from office.models import Code
from reception.models import Claim


def dossier_of(case: Case) -> list[DossierItem]:
    """The office's list held against what the case holds now."""
    listed = Code.objects.filter(kind=Code.Kind.DOSSIER, is_active=True)
    return dossier(listed.values_list("key", "label"), _dossier_facts(case))


def _dossier_facts(case: Case) -> DossierFacts:
    facts, row = case_facts(case), open_escalation(case)
    demands = Claim.objects.live().filter(caseclaim__case=case).exclude(demand="").count()
    notes = list(ProgressNote.objects.filter(case=case).values_list("kind", flat=True))
    papers = [paper for paper in facts.evidence if paper.kind != Evidence.Kind.LEADER]
    consultations = notes.count(ProgressNote.Kind.CONSULTATION)
    return DossierFacts(
        claims=len(facts.claims),
        with_demand=demands,
        with_roll=sum(len(claim.roll) == claim.workers_count for claim in facts.claims),
        verified=sum(claim.verified_yuan is not None for claim in facts.claims),
        is_facts_clear=facts.is_facts_clear,
        steps=len(notes) - consultations,
        consultations=consultations,
        papers_on_file=sum(paper.has_file for paper in papers),
        instructions=len(facts.evidence) - len(papers),
        has_reason=bool(row and row.reason),
    )
