from django.apps import AppConfig
from django.core import checks

from office.checks import check_personal_fields


class OfficeConfig(AppConfig):
    name = "office"
    verbose_name = "机构与系统"

    def ready(self) -> None:
        checks.register(check_personal_fields, checks.Tags.admin)
