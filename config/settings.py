"""Every setting of the program, read from the environment; a failure says how to mend it."""

import os
import re
import socket
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.keys import load_key
from config.proxies import networks
from office.key_files import decode, generations, note_settled_profile
from office.virus_scan import is_address

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

os.umask(0o077)  # what this program writes is read by its own account alone
VAR_DIR = Path(env("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
PRODUCTION = env.bool("PRODUCTION", default=False)
HOST = env("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
DEBUG = False


def _key(name: str) -> bytes:
    return load_key(
        name,
        folder=KEYS_DIR,
        from_environment=env(name.upper(), default=""),
        required_from_outside=PRODUCTION,
    )


# gm: SM4-GCM and HMAC-SM3; intl: AES-256-GCM and HMAC-SHA256. What was written in the other one stays readable.
CRYPTO_PROFILE = env("CRYPTO_PROFILE", default="gm")
if CRYPTO_PROFILE not in ("gm", "intl"):
    raise ImproperlyConfigured(f"CRYPTO_PROFILE 只能是 gm（国密）或 intl（国际算法），现为“{CRYPTO_PROFILE}”。")
KEYS_DIR = VAR_DIR / "keys"
if not generations("index_key", KEYS_DIR) and not env("INDEX_KEY", default=""):
    note_settled_profile(CRYPTO_PROFILE, KEYS_DIR)  # nothing is stored yet

SECRET_KEY = _key("secret_key").hex()
FIELD_KEY = _key("field_key")
INDEX_KEY = _key("index_key")
# While `rotate_keys` moves stored values on to them; keys in files have generations instead.
KEYS_FROM_ENVIRONMENT = frozenset(name for name in ("FIELD_KEY", "INDEX_KEY") if env(name, default=""))
FIELD_KEY_NEXT, INDEX_KEY_NEXT = (
    decode(name, env(name, default="")) if env(name, default="") else None
    for name in ("FIELD_KEY_NEXT", "INDEX_KEY_NEXT")
)

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", HOST, socket.gethostname()])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Whose X-Forwarded-For is believed when look-ups are counted by address.
TRUSTED_PROXIES = networks(env.list("TRUSTED_PROXIES", default=[]))

# Pages for people outside (the notice, the progress of a claim); an office that faces no internet turns them off.
PUBLIC_PAGES = env.bool("PUBLIC_PAGES", default=True)


def _origins(name: str, example: str) -> list[str]:
    """Addresses without a path, as `https://host` or `https://host:port`."""
    origins = [origin.rstrip("/") for origin in env.list(name, default=[])]
    for origin in origins:
        if not re.fullmatch(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?", origin):
            raise ImproperlyConfigured(
                f"{name} 中的“{origin}”不是网站地址：请写成 {example} 的样子，几个用英文逗号隔开。"
            )
    return origins


# Under which address people outside reach the program (QR codes, calendar); without it, as a page was asked for.
PUBLIC_URL = "".join(_origins("PUBLIC_URL", "https://host")[:1])
# Whose pages may show the notices within their own, such as the county's portal; nobody's unless set.
NOTICE_EMBED_ORIGINS = _origins("NOTICE_EMBED_ORIGINS", "https://host")

INSTALLED_APPS = [
    "config.apps.OfficeAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "crispy_forms",
    "import_export",
    "config.apps.CompositionConfig",
    "reports",
    "ledger",
    "reception",
    "office",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before the static files, which are answered by WhiteNoise: they carry the same headers.
    "config.headers.BrowserHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "office.middleware.PrivatePages",
    "office.middleware.SignedInFor",
    "office.middleware.OneTimePassword",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.site.frame",
            ],
        },
    },
]

# SQLite by default: WAL lets readers read while one writes, IMMEDIATE makes a second writer wait instead of failing.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 60,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"].setdefault("OPTIONS", {}).update(_SQLITE_OPTIONS)
    # A file, not memory: threads of one test must meet the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Compiling a query of many small counts takes five times as long as answering it; with the price of a turning disk,
    # a few thousand open cases are found by reading the whole ledger instead of its index; and every search reads along
    # what waits to be merged into its index (64 kB, the least there is).
    _POSTGRESQL_SETTINGS = "-c jit=off -c random_page_cost=1.1 -c gin_pending_list_limit=64"
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", _POSTGRESQL_SETTINGS)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = ["office.backends.AccountBackend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "office.passwords.NotTheOwnName", "OPTIONS": {"user_attributes": ("username", "display_name")}},
    {"NAME": "office.passwords.LongAndMixed"},
    {"NAME": "office.passwords.NotUsedBefore"},
    {"NAME": "office.passwords.NotCommon"},
    {"NAME": "office.passwords.NoWordOfThePlace"},
    {"NAME": "office.passwords.NotOnlyDigits"},
]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False  # other sites need none of our files

# Files of the trade: outside the web root, checked by content, never spooled in clear to a temporary folder.
FILES_DIR = VAR_DIR / "files"
MAX_UPLOAD_BYTES = 10 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["office.uploads_handler.InMemoryOnly"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
# No form has more than two; each is held in memory, also before anybody has signed in.
DATA_UPLOAD_MAX_NUMBER_FILES = 4

# What a backup is sealed with; without it `backup` and `restore` refuse.
BACKUP_PASSPHRASE = env("BACKUP_PASSPHRASE", default="")
# Off unless set: unix:/run/clamav/clamd.ctl or tcp:host:3310. Attachments are scanned on their way in.
CLAMAV = env("CLAMAV", default="")
if CLAMAV and not is_address(CLAMAV):
    raise ImproperlyConfigured(f"CLAMAV 应写成 unix:/路径 或 tcp:主机:端口，现为“{CLAMAV}”。")

CRISPY_ALLOWED_TEMPLATE_PACKS = ["govform"]
CRISPY_TEMPLATE_PACK = "govform"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# `default`, or `djbh` for an office that is assessed under 等级保护: what it asks for stands in office/security_profile.py.
SECURITY_PROFILE = env("SECURITY_PROFILE", default="default")
if SECURITY_PROFILE not in ("default", "djbh"):
    raise ImproperlyConfigured(f"SECURITY_PROFILE={SECURITY_PROFILE} 不认识：请设为 default 或 djbh，或者不设。")
# 统一身份认证: a class of the shape of office.single_sign_on.IdentityService, such as office.cas.CasService.
IDENTITY_SERVICE = env("IDENTITY_SERVICE", default="")
IDENTITY_SERVICE_URL = env("IDENTITY_SERVICE_URL", default="").rstrip("/")
# Passwords may be switched off once there is a service, but for one account for the day on which it is down.
LOCAL_SIGN_IN = env.bool("LOCAL_SIGN_IN", default=True)
BREAK_GLASS_ACCOUNT = env("BREAK_GLASS_ACCOUNT", default="")
if IDENTITY_SERVICE and not re.fullmatch(r"https?://[^\s?#]+", IDENTITY_SERVICE_URL):
    raise ImproperlyConfigured("设了 IDENTITY_SERVICE，还要设 IDENTITY_SERVICE_URL，如 https://host/cas。")
if IDENTITY_SERVICE and PRODUCTION and not IDENTITY_SERVICE_URL.startswith("https://"):
    raise ImproperlyConfigured("正式环境的 IDENTITY_SERVICE_URL 须以 https:// 开头。")
if not LOCAL_SIGN_IN and not (IDENTITY_SERVICE and BREAK_GLASS_ACCOUNT):
    raise ImproperlyConfigured(
        "LOCAL_SIGN_IN=0 时须设 IDENTITY_SERVICE 和 BREAK_GLASS_ACCOUNT（统一身份认证停用时仍可用密码登录的一个用户名）。"
    )
# Whoever has none yet is led to set one up.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", default=False)
SESSION_LENGTH, SESSION_IDLE = timedelta(hours=8), timedelta(minutes=15)
SESSION_COOKIE_AGE = int(SESSION_LENGTH.total_seconds())
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_AGE = None  # gone with the browser, as the session is
# An office network without certificates: the rest of PRODUCTION holds, what needs TLS does not.
PLAIN_HTTP = env.bool("PLAIN_HTTP", default=False)
if PRODUCTION and "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("正式环境的 ALLOWED_HOSTS 不能写 *：请写出访问本程序用的名称，几个用英文逗号隔开。")
if PRODUCTION and PLAIN_HTTP:
    # W004 HSTS, W008 redirect, W012 and W016 secure cookies: each of them would shut the program over plain HTTP.
    SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
elif PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # With this prefix browsers take a cookie only over TLS and from this very host.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"

# How long events of the trail are kept at least; `trim_trail` removes older ones. 依据：网络安全法第二十三条.
TRAIL_MONTHS = env.int("TRAIL_MONTHS", default=36)
if TRAIL_MONTHS < 6:
    raise ImproperlyConfigured(f"TRAIL_MONTHS 不得少于 6（审计记录至少保存六个月），现为 {TRAIL_MONTHS}。")

# Off unless set: smtp+tls://name:password@host:587. A mail names no case.
MAIL_IS_ON = bool(env("EMAIL_URL", default=""))
if MAIL_IS_ON:
    globals().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("EMAIL_FROM", default="noreply@localhost")

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "config.logs.OneLine"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Without the handlers Django comes with: its mail of a fault would hold what was posted.
    "loggers": {"django": {"handlers": [], "level": "WARNING"}},
}
