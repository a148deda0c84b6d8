from office.admin.deputies import DeputyAdmin
from office.admin.people import AreaAdmin, UnitAdmin
from office.admin.reference import CalendarYearAdmin, CodeAdmin, ParameterAdmin, SpecialDayAdmin
from office.admin.trail import EventAdmin
from office.admin.users import UserAdmin

__all__ = [
    "AreaAdmin",
    "CalendarYearAdmin",
    "CodeAdmin",
    "DeputyAdmin",
    "EventAdmin",
    "ParameterAdmin",
    "SpecialDayAdmin",
    "UnitAdmin",
    "UserAdmin",
]
