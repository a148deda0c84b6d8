"""Stock Django admin over the same tables: stock templates, stock site, Django's own middleware."""

from config.settings import *  # noqa: F403
from config.settings import ALLOWED_HOSTS, INSTALLED_APPS, MIDDLEWARE, TEMPLATES

ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
INSTALLED_APPS = ["django.contrib.admin" if "OfficeAdmin" in name else name for name in INSTALLED_APPS]
MIDDLEWARE = [name for name in MIDDLEWARE if name.startswith("django.")]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                name for name in TEMPLATES[0]["OPTIONS"]["context_processors"] if name.startswith("django.")
            ]
        },
    },
]
ROOT_URLCONF = "benchmarks.plain"
