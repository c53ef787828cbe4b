"""Settings, from environment variables alone. Without any, an installation runs whole on its embedded database.

SHAREWELL_DATA        where the installation keeps its data (see datadir.py)
DATABASE_URL          an outside PostgreSQL: postgresql://user:password@host:5432/name?sslmode=verify-full
DATABASE_OWNER_URL    the same database as the role that owns the tables, for migrations; default DATABASE_URL
DATABASE_WORKER_URL   the same database as the role of the jobs; default DATABASE_URL
SHAREWELL_SECRET_KEY  signs sessions; made and kept in the data directory when not given
SHAREWELL_LEDGER_ORIGIN   the ledger's name, which checkpoints and receipts bear for good; default the first host's
SHAREWELL_LEDGER_POLICY   the file that names the partners who cosign; default ledger-policy in the data directory
SHAREWELL_LEDGER_SECONDS  how often the ledger is signed where something is new, 1 to 59; default 15
SHAREWELL_HOSTS       the names it answers to, with commas between; default this machine only
SHAREWELL_ADDRESS     where people reach it, for letters; default http://localhost:8000
SHAREWELL_BREAK_GLASS_MINUTES  how long a record opened in an emergency stays open; default 60
SHAREWELL_TLS         1 behind a proxy that ends TLS and sets X-Forwarded-Proto and X-Forwarded-For
SHAREWELL_SMTP        the mail server: smtp://user:password@host:587, or smtps://…:465; without it e-mails become files
                      in the data directory, and nobody gets them
SHAREWELL_MAIL_FROM   the address that e-mails come from
SHAREWELL_SIGN_IN     a file that names partners' own sign-ins (see accounts/own_sign_in.py)
SHAREWELL_DEMOGRAPHICS   a file that says how to ask the NHS for a child's number (see demographics/service.py)
SHAREWELL_SEGMENTS    1: the children of each index are held in memory too, where look-ups are answered in a millisecond
                      however many there are; some 200 bytes a child (see docs/decisions/0036-segments.md)
SHAREWELL_SECOND_STEP 1: whoever signs in with a password must add a passkey or an authenticator app
SHAREWELL_QUIET       1 logs faults alone, and no line for each request
SHAREWELL_IDLE        minutes after which a sign-in that nothing happens in is over; default 60
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from sharewell.accounts.own_sign_in import read_providers
from sharewell.project.datadir import data_directory, read_secrets
from sharewell.project.logs import CONSOLE
from sharewell.project.postgres import DATABASE, UNSET, Server

DATA = data_directory()
TLS = os.environ.get("SHAREWELL_TLS") == "1"
# Migrations change tables, so they run as the tables' owner; the web and the jobs run as roles that cannot.
ROLE = os.environ.get("SHAREWELL_DATABASE_ROLE", "app")


def _outside_database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ImproperlyConfigured("DATABASE_URL must read postgresql://user:password@host:5432/name")
    return {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": {"options": UNSET, **dict(parse_qsl(parts.query))},
    }


def _embedded_database(role: str) -> dict[str, object]:
    parameters = Server(data=DATA).parameters(role)
    return {
        "NAME": DATABASE,
        "USER": role,
        "PASSWORD": parameters["password"],
        "HOST": parameters["host"],
        "PORT": str(parameters["port"]),
        "OPTIONS": {name: parameters[name] for name in ("require_auth", "options")}
        | {"server_side_binding": True, "prepare_threshold": 5},
    }


OUTSIDE_URL = os.environ.get("DATABASE_URL", "")
EMBEDDED = not OUTSIDE_URL
DATABASES = {
    "default": {
        "ENGINE": "sharewell.database",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        **(
            _embedded_database(ROLE)
            if EMBEDDED
            else _outside_database(os.environ.get(f"DATABASE_{ROLE.upper()}_URL") or OUTSIDE_URL)
        ),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# The default cache lives in one process, and limits on sign-in that each process counts for itself are no limits.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Before the first start there is no kept secret: a passing one then serves commands that only import settings.
SECRET_KEY = os.environ.get("SHAREWELL_SECRET_KEY") or read_secrets(DATA).get("signing") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SHAREWELL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

# The key that signs the ledger is made from a secret of the data directory, which must not be lost: receipts bear it.
LEDGER_SECRET = read_secrets(DATA).get("ledger", "")
LEDGER_ORIGIN = os.environ.get("SHAREWELL_LEDGER_ORIGIN") or f"{ALLOWED_HOSTS[0]}/ledger"
LEDGER_POLICY = os.environ.get("SHAREWELL_LEDGER_POLICY") or str(DATA / "ledger-policy")
LEDGER_SECONDS = int(os.environ.get("SHAREWELL_LEDGER_SECONDS", "15"))

INSTALLED_APPS = [
    "sharewell.ui",
    "sharewell.ledger",
    "sharewell.accounts",
    "sharewell.partners",
    "sharewell.once",
    "sharewell.keys",
    "sharewell.protocols",
    "sharewell.sharing",
    "sharewell.matters",
    "sharewell.children",
    "sharewell.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "procrastinate.contrib.django",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_IMPORT_PATHS = ["sharewell.project.housekeeping"]
MIDDLEWARE = [
    "sharewell.project.logs.logged",
    "sharewell.api.plainly.refuse_plain",
    "django.middleware.security.SecurityMiddleware",
    "sharewell.project.middleware.guard_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sharewell.api.failing.never_a_page",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sharewell.accounts.sessions.Sessions",
    "sharewell.partners.acting.Acting",
    "sharewell.once.middleware.Once",
    "sharewell.ui.middleware.method_not_allowed_page",
]
# What the page of a protocol tells of each clause comes from the apps that stand above it.
HAPPENED_UNDER = ["sharewell.sharing.queries.happened_under"]
DUE = ["sharewell.project.due.after_sharing"]  # what else waits for an organisation: `matters.queries.everything_due`
OWN_ACTS = ["sharewell.project.own_acts.beside_people"]  # what else a person has receipts of: `partners.queries`
MASTER_KEYS = "sharewell.project.keeping_keys.master_keys"  # who asks for them stands below whoever keeps them
BLIND_KEY = "sharewell.project.keeping_keys.blind_key"
ROOT_URLCONF = "sharewell.project.urls"
WSGI_APPLICATION = "sharewell.project.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "sharewell.ui.environment.environment",
            "context_processors": ["sharewell.once.forms.unseen"],
        },
    },
]

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

DEMOGRAPHICS = os.environ.get("SHAREWELL_DEMOGRAPHICS", "")
SEGMENTS = os.environ.get("SHAREWELL_SEGMENTS") == "1"
SITE_ADDRESS = os.environ.get("SHAREWELL_ADDRESS", "http://localhost:8000").rstrip("/")
BREAK_GLASS_MINUTES = int(os.environ.get("SHAREWELL_BREAK_GLASS_MINUTES", "60"))

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["sharewell.accounts.backend.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
] + [{"NAME": "sharewell.partners.passwords.OwnWords"}]
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60  # for an invitation's link
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "sharewell.accounts.adapter.Adapter"
ACCOUNT_FORMS = {"login": "sharewell.accounts.forms.SignInForm"}
# Per address of the network only what a whole office behind one address does not reach; per person what guessing needs.
ACCOUNT_RATE_LIMITS = {"login": "100/m/ip", "login_failed": "30/m/ip,5/300s/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TLS else 0  # else everybody has the proxy's own address, and shares its limits
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None

MFA_ADAPTER = "sharewell.accounts.adapter.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "sharewell.accounts.forms.SecondStepForm",
    "activate_totp": "sharewell.accounts.forms.AuthenticatorAppForm",
    "add_webauthn": "sharewell.accounts.forms.PasskeyForm",
    "login_webauthn": "sharewell.accounts.forms.SignInPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "100/m/ip"}
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp", "webauthn"]
# A code is remembered as used for as long as one step: with more steps accepted it could be used twice.
MFA_TOTP_TOLERANCE = 0
MFA_WEBAUTHN_USER_VERIFICATION = "required"
SECOND_STEP_REQUIRED = os.environ.get("SHAREWELL_SECOND_STEP") == "1"
PROOF_LASTS_SECONDS = ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60

_PARTNERS = os.environ.get("SHAREWELL_SIGN_IN")
SOCIALACCOUNT_ADAPTER = "sharewell.accounts.provider.PartnerSignIn"
SOCIALACCOUNT_PROVIDERS = {"partner": {"APPS": read_providers(Path(_PARTNERS)) if _PARTNERS else []}}
SOCIALACCOUNT_LOGIN_ON_GET = True  # by a link: the policy of our pages lets no form lead to another site

SESSION_ENGINE = "sharewell.accounts.session_store"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day: the sign-in is over then, whatever happens in it
SESSION_IDLE_SECONDS = 60 * int(os.environ.get("SHAREWELL_IDLE", "60"))
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_NAME = "__Host-session" if TLS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if TLS else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "sharewell.ui.views.csrf_failure"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

DEFAULT_FROM_EMAIL = os.environ.get("SHAREWELL_MAIL_FROM", "sharewell@localhost")
EMAIL_TIMEOUT = 10  # seconds
if _SMTP := os.environ.get("SHAREWELL_SMTP"):
    _server = urlsplit(_SMTP)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _server.hostname or "localhost", _server.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_server.username or ""), unquote(_server.password or "")
    EMAIL_USE_SSL = _server.scheme == "smtps"
    EMAIL_USE_TLS = bool(EMAIL_HOST_USER) and not EMAIL_USE_SSL  # a password is never sent in the clear
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "letters"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    **CONSOLE,
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A stranger's odd requests are not news, and Django's own handler would e-mail whole requests.
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "sharewell.request": {"level": "WARNING" if os.environ.get("SHAREWELL_QUIET") == "1" else "INFO"},
    },
}
