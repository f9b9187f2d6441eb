"""Django's settings, all of them, drawn from the strict environment of config/environment.py."""

import os
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from onaccount.config.engines import PostgreSQL, SQLite, postgresql_settings, sqlite_complaint, sqlite_settings
from onaccount.config.environment import ROOT, SOURCE_CHECKOUT, BadSettings, read_environment
from onaccount.config.places import data_folder, database_file, secret_key_in
from onaccount.domain.tills.rules.tills import PAIRING_TRIES

ENVIRONMENT = read_environment(os.environ)
DATA = data_folder(ENVIRONMENT.data)
IS_CLONE = SOURCE_CHECKOUT

DEBUG = ENVIRONMENT.debug
SECRET_KEY = ENVIRONMENT.secret_key or secret_key_in(DATA / "secret_key")
SENSITIVE_KEYS = ENVIRONMENT.sensitive_keys or (secret_key_in(DATA / "sensitive_key"),)

# --- where we are reached ---------------------------------------------------------------------------------------------

PUBLIC_URL = ENVIRONMENT.url or "http://127.0.0.1:8000"  # `onaccount serve` says the port that it took
HTTPS = PUBLIC_URL.startswith("https://")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or "localhost"
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS = list(dict.fromkeys([PUBLIC_HOST, *LOOPBACK]))
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

if ENVIRONMENT.behind_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# --- the books --------------------------------------------------------------------------------------------------------

BOOKS: SQLite | PostgreSQL = ENVIRONMENT.database or SQLite(DATA / "onaccount.sqlite3")
IS_WEB = ENVIRONMENT.process == "web"
DATABASES: dict[str, dict[str, Any]]
if isinstance(BOOKS, SQLite):
    if complaint := sqlite_complaint():
        raise BadSettings([complaint])
    database_file(BOOKS.path)
    DATABASES = {
        "default": sqlite_settings(BOOKS.path, synchronous="FULL"),
        # What is lost of it in a power cut is a count of log-ins, so it waits for no disk.
        "cache": sqlite_settings(BOOKS.path.with_name(f"{BOOKS.path.stem}-cache.sqlite3"), synchronous="OFF")
        | {"TEST": {"MIGRATE": False}},
    }
    DATABASE_ROUTERS = ["onaccount.config.engines.CacheRouter"]
else:
    DATABASES = {"default": postgresql_settings(BOOKS, pool_size=ENVIRONMENT.threads if IS_WEB else None)}

CACHES = {
    "default": {
        # Shared by all processes and machines, for the rate limits count what any of them saw.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "onaccount_cache",
        # Django's 300 would let whoever asks from many addresses push everybody's counts out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- what it is made of -----------------------------------------------------------------------------------------------

ROOMS = [
    "history",
    "business",
    "people",
    "files",
    "letters",
    "ledger",
    "partners",
    "customers",
    "accounts",
    "matching",
    "vetting",
    "catalogue",
    "tills",
    "orders",
    "contracts",
    "billing",
    "connectors",
    "imports",
    "backups",
    "privacy",
]
DOORS = ["ui", "office", "app", "portal", "till", "api"]
INSTALLED_APPS = [
    *(f"onaccount.delivery.{door}" for door in DOORS),  # first, so that our pages stand before those of packages
    *(f"onaccount.domain.{room}" for room in ROOMS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials.apps.SimpleAppConfig",  # the plain one: the other rewrites the loaders below
    "csp",
]
MIDDLEWARE = [
    "onaccount.config.headers.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "onaccount.config.headers.ContentPolicy",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "onaccount.delivery.api.problems.Problems",  # outside all that may answer with a page
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "onaccount.config.compression.Compression",  # P-6; it pads at random, and Django masks its tokens, against BREACH
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "onaccount.config.machines.pages_begin",  # machines go from here to pages_end
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "onaccount.delivery.ui.context.BusinessTime",
    "onaccount.delivery.ui.refusals.RefusalPages",
    "onaccount.config.machines.pages_end",
]
ROOT_URLCONF = "onaccount.config.urls"
WSGI_APPLICATION = "onaccount.config.wsgi.application"

DELIVERY = ROOT / "onaccount" / "delivery"
_loaders = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [DELIVERY / door / "templates" for door in DOORS],
        "OPTIONS": {
            # Written out: a package that sets the loaders by itself is silently undone by the next that does.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    _loaders if DEBUG else [("django.template.loaders.cached.Loader", _loaders)],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "onaccount.delivery.ui.context.frame",
            ],
        },
    }
]

STATIC_URL = "/static/"
STATICFILES_DIRS = [DELIVERY / door / "static" for door in ("ui", "till")]
WHITENOISE_USE_FINDERS = True  # served from where they stand: there is no step to forget
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 300

# --- language, time, words --------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [ROOT / "onaccount" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"  # what people see is in the business's own zone

# --- who comes in -----------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.Principal"
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # the address is unique, whatever its case: a constraint that Django overlooks
    "security.W008",  # the proxy that has the certificate sends plain http on to https
    "security.W021",  # to be on the browsers' list is the domain's owner's to decide
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["onaccount.config.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "onaccount.config.passwords.ShortestPassword"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "onaccount.config.context_words.ContextWords"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/office/"

ACCOUNT_ADAPTER = "onaccount.delivery.ui.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"  # staff vouch for staff, and a customer's address is proved by the link sent there
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a letter to a stranger would be one that anybody can have us send
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {"pair_till": f"{PAIRING_TRIES}/10m/ip"}  # beside those that allauth has
ACCOUNT_LOGOUT_REDIRECT_URL = "/office/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
MFA_ADAPTER = "onaccount.delivery.ui.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

# --- cookies and headers ----------------------------------------------------------------------------------------------

# A browser takes a __Host- cookie only over https, for this host and all of it: no neighbour can plant one.
_prefix = "__Host-" if HTTPS else ""
SESSION_ENGINE = "onaccount.config.sessions"
SESSION_COOKIE_NAME = f"{_prefix}onaccount_session"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
STAFF_IDLE, STAFF_SESSION = ENVIRONMENT.staff_idle, ENVIRONMENT.staff_session
APP_IDLE, APP_SESSION = ENVIRONMENT.app_idle, ENVIRONMENT.app_session
SESSION_COOKIE_AGE = int(max(STAFF_SESSION, APP_SESSION).total_seconds())  # the server knows sooner: ui/lifetimes.py
CSRF_COOKIE_NAME = f"{_prefix}onaccount_csrf"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True  # pages carry the token in their forms; no script of ours reads the cookie
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "onaccount.delivery.till.answers.csrf_failure"  # a till is told a new token; others see the page
TILL_COOKIE_NAME = f"{_prefix}onaccount_till"
LANGUAGE_COOKIE_NAME = f"{_prefix}onaccount_language"
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0  # said by config/headers.py, behind a proxy too
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- limits -----------------------------------------------------------------------------------------------------------

SIGNUPS_PER_ADDRESS = ENVIRONMENT.signups_per_address  # an hour
SIGNUPS_PER_NETWORK = ENVIRONMENT.signups_per_network
SIGNUP_WORK = ENVIRONMENT.signup_work
SCAN_COMMAND = list(ENVIRONMENT.scan_command or [])
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # a bigger file goes to the disk while it comes in
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_TEMP_DIR = data_folder(DATA / "uploads")
FILE_UPLOAD_PERMISSIONS = 0o600

# --- letters ----------------------------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = ENVIRONMENT.sender or f"OnAccount <no-reply@{PUBLIC_HOST}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
OPERATOR = parseaddr(ENVIRONMENT.operator or "")[1]
EMAIL_FILE_PATH = DATA / "outbox"
EMAIL_TIMEOUT = 20
LETTERS_A_MINUTE = ENVIRONMENT.letters_a_minute
if ENVIRONMENT.mail:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = ENVIRONMENT.mail.host
    EMAIL_PORT = ENVIRONMENT.mail.port
    EMAIL_HOST_USER = ENVIRONMENT.mail.user
    EMAIL_HOST_PASSWORD = ENVIRONMENT.mail.password
    EMAIL_USE_TLS = ENVIRONMENT.mail.tls == "starttls"
    EMAIL_USE_SSL = ENVIRONMENT.mail.tls == "tls"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

# --- timed imports ---------------------------------------------------------------------------------------------------

IMPORT_FOLDERS = list(ENVIRONMENT.import_folders or [data_folder(DATA / "inbox")])
IMPORT_NETWORKS = list(ENVIRONMENT.import_networks or [])
IMPORT_CA = ENVIRONMENT.import_ca

# --- Xero -------------------------------------------------------------------------------------------------------------

XERO_CLIENT_ID = ENVIRONMENT.xero_client_id or ""
XERO_CLIENT_SECRET = ENVIRONMENT.xero_client_secret or ""
XERO_CUSTOM = ENVIRONMENT.xero_custom
XERO_MINUTES = ENVIRONMENT.xero_minutes
XERO_CALLS_A_MINUTE, XERO_CALLS_A_DAY = ENVIRONMENT.xero_calls_a_minute, ENVIRONMENT.xero_calls_a_day
MAP_TILES, MAP_CREDIT, PLACE_SEARCH = ENVIRONMENT.map_tiles, ENVIRONMENT.map_credit, ENVIRONMENT.place_search
XERO_LOGIN_URL = ENVIRONMENT.xero_login_url
XERO_IDENTITY_URL = ENVIRONMENT.xero_identity_url
XERO_API_URL = ENVIRONMENT.xero_api_url

# --- what is said aloud -----------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "onaccount.config.logs.OneLine"},
        "brief": {"()": "onaccount.config.logs.BriefLine"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line"},
        "brief": {"class": "logging.StreamHandler", "formatter": "brief"},
    },
    "root": {"handlers": ["stderr"], "level": ENVIRONMENT.log_level.upper()},
    "loggers": {
        # It would say every statement, values and all; only for one who asks for debugging in so many words.
        "django.db.backends": {"level": "INFO"},
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        # Its line for each request holds the address with all that was asked for: names and e-mail addresses too.
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        # Whoever scans the internet asks for any name; Django would write a traceback of each.
        "django.security.DisallowedHost": {"handlers": ["brief"], "propagate": False},
    },
}

API_REQUESTS_A_MINUTE = ENVIRONMENT.api_requests_a_minute
METRICS_TOKEN = ENVIRONMENT.metrics_token
WEB_WORKERS = ENVIRONMENT.workers
WEB_THREADS = ENVIRONMENT.threads
