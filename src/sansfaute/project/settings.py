"""Django's settings. What an installation may change is read from the environment: see docs/settings.md."""

import os
from pathlib import Path

import structlog
from django.utils.translation import gettext_lazy as _

from sansfaute.lib.secrets import secret
from sansfaute.project.databases import connection_settings
from sansfaute.project.home import home

HOME = home()
SECRET_KEY = secret(HOME, "django")
DEBUG = os.environ.get("SANSFAUTE_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("SANSFAUTE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

ROOMS = [
    "journal",
    "people",
    "intake",
    "masterdata",
    "contracts",
    "drafts",
    "review",
    "issuing",
    "documents",
    "delivery",
    "receivables",
    "accounting",
    "support",
    "adoption",
    "insights",
]
DOORS = ["desk", "portal", "api"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    # Ours come before allauth: the first template of a name wins.
    "sansfaute.ui",
    *[f"sansfaute.{room}" for room in ROOMS],
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    *[f"sansfaute.{door}" for door in DOORS],
    "sansfaute.project",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "sansfaute.project.urls"
WSGI_APPLICATION = "sansfaute.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {"default": connection_settings(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "sansfaute.people.adapters.accounts.ClosedSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up alone, so there is no address to squat
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [Path(__file__).parents[3] / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # whitenoise wants it, even while it serves from the packages
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": HOME / "files"}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True

FILE_UPLOAD_HANDLERS = [
    "sansfaute.lib.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

EMAIL_BACKEND = os.environ.get("SANSFAUTE_EMAIL_BACKEND", "sansfaute.delivery.adapters.mail_folder.EmailBackend")
DEFAULT_FROM_EMAIL = os.environ.get("SANSFAUTE_FROM_EMAIL", "factures@sansfaute.example")

# Behind a proxy that speaks HTTPS, cookies travel by HTTPS alone.
HTTPS = os.environ.get("SANSFAUTE_HTTPS") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# One JSON object a line on standard error: what happened, when, where; for people and for collectors.
_PROCESSORS = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,
]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": _PROCESSORS,
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}

# Sansfaute's own settings.
OFFICIAL_RULES = os.environ.get("SANSFAUTE_OFFICIAL_RULES", "by_shape")  # by_shape or always
# When approved drafts get their number: "automatic", at once; otherwise ("by_hand") when a person chooses them.
ISSUING = os.environ.get("SANSFAUTE_ISSUING", "automatic")
# Which documents are made of each invoice; without "facturx" no PDF is rendered.
DOCUMENTS = frozenset(os.environ.get("SANSFAUTE_DOCUMENTS", "cii,facturx").split(","))
FILE_STORE = HOME / "files"
MAIL_FOLDER = HOME / "mail"
# Public registries (masterdata.adapters.registries). Keys are in files, so that no environment shows them.
SIRENE_URL = os.environ.get("SANSFAUTE_SIRENE_URL", "https://api.insee.fr/api-sirene/3.11")
SIRENE_KEY_FILE = os.environ.get("SANSFAUTE_SIRENE_KEY_FILE", "")
VIES_URL = os.environ.get("SANSFAUTE_VIES_URL", "https://ec.europa.eu/taxation_customs/vies/rest-api")
DIRECTORY_URL = os.environ.get("SANSFAUTE_DIRECTORY_URL", "")
DIRECTORY_TOKEN_FILE = os.environ.get("SANSFAUTE_DIRECTORY_TOKEN_FILE", "")
# How often an agreed record is compared again, and how many questions a night may ask of one registry.
REGISTRY_DAYS = int(os.environ.get("SANSFAUTE_REGISTRY_DAYS", "30"))
REGISTRY_QUESTIONS = int(os.environ.get("SANSFAUTE_REGISTRY_QUESTIONS", "2000"))
# How long confirmed bank details wait before they count.
BANK_COOLING_HOURS = int(os.environ.get("SANSFAUTE_BANK_COOLING_HOURS", "48"))
