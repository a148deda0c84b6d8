from reception.models.claims import Claim, Correction, Petitioner, Visit
from reception.models.day import DirectHandling, HandlingWaiver, QueueTicket, TableOpinion
from reception.models.drafts import Draft
from reception.models.notices import Notice, NoticePosting
from reception.models.planning import ChecklistItem, Delegate, PlanChange
from reception.models.projects import Company, Project
from reception.models.roll import Representative, Worker
from reception.models.search import ClaimText
from reception.models.sessions import Attendance, Campaign, ReceptionSession

__all__ = [
    "Attendance",
    "Campaign",
    "ChecklistItem",
    "Claim",
    "ClaimText",
    "Company",
    "Correction",
    "Delegate",
    "DirectHandling",
    "Draft",
    "HandlingWaiver",
    "Notice",
    "NoticePosting",
    "Petitioner",
    "PlanChange",
    "Project",
    "QueueTicket",
    "ReceptionSession",
    "Representative",
    "TableOpinion",
    "Visit",
    "Worker",
]
