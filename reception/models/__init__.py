from reception.models.claims import Claim, Correction, Petitioner, Visit, Worker
from reception.models.projects import Company, Project
from reception.models.search import ClaimText
from reception.models.sessions import Attendance, Campaign, ReceptionSession

__all__ = [
    "Attendance",
    "Campaign",
    "Claim",
    "ClaimText",
    "Company",
    "Correction",
    "Petitioner",
    "Project",
    "ReceptionSession",
    "Visit",
    "Worker",
]
