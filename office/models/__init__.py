from office.models.files import StoredFile
from office.models.headings import HeadingNames
from office.models.jobs import Job, JobPart, WorkerPulse
from office.models.passwords import FormerPassword
from office.models.people import Area, Deputy, Unit, User, UserRole
from office.models.reference import CalendarYear, Code, Counter, DataSet, Parameter, SpecialDay
from office.models.reviews import AccountReview
from office.models.second_factor import SecondFactor
from office.models.throttle import Throttle
from office.models.trail import Event, TrailHead

__all__ = [
    "AccountReview",
    "Area",
    "CalendarYear",
    "Code",
    "Counter",
    "DataSet",
    "Deputy",
    "Event",
    "FormerPassword",
    "HeadingNames",
    "Job",
    "JobPart",
    "Parameter",
    "SecondFactor",
    "SpecialDay",
    "StoredFile",
    "Throttle",
    "TrailHead",
    "Unit",
    "User",
    "UserRole",
    "WorkerPulse",
]
