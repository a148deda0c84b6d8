from reception.models.claims import Claim, Correction, Petitioner, Visit, Worker
from reception.models.projects import Company, Project
from reception.models.sessions import Attendance, Campaign, ReceptionSession

__all__ = [
    "Attendance",
    "Campaign",
    "Claim",
    "Company",
    "Correction",
    "Petitioner",
    "Project",
    "ReceptionSession",
    "Visit",
    "Worker",
]
