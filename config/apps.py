from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.module_loading import autodiscover_modules


class CompositionConfig(AppConfig):
    """No models: the place where the rooms are wired together."""

    name = "config"
    verbose_name = "系统"

    def ready(self) -> None:
        autodiscover_modules("wiring")


class OfficeAdminConfig(AdminConfig):
    """The admin with our own site: roles instead of Django's permissions."""

    default_site = "config.site.OfficeAdminSite"
