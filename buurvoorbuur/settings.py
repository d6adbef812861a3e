"""All settings, read from the environment; knows no secrets of its own and refuses to start without them."""

import sqlite3
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = BASE_DIR / "var"

env = environ.Env()
env.read_env(BASE_DIR / ".env")


def _required(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(
            f"{name} ontbreekt. Zet hem in .env (./run maakt dat bestand) of in de omgeving. / "
            f"{name} is missing. Put it in .env (./run writes that file) or in the environment."
        )
    return value


SECRET_KEY = _required("SECRET_KEY")
# Newest key first: it encrypts; all of them decrypt. The library under our strict field reads this name.
FIELD_ENCRYPTION_KEY = [key.strip() for key in _required("FIELD_ENCRYPTION_KEYS").split(",") if key.strip()]
INDEX_KEY = _required("INDEX_KEY")

DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# On one's own machine there is no TLS; everywhere else there must be.
INSECURE_LOCALHOST = env.bool("INSECURE_LOCALHOST", default=False)

INSTALLED_APPS = [
    "buurvoorbuur",
    "outreach",
    "matching",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "js_lib_bootstrap5",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Around the static files too: a drawing opened by itself is a page like any other.
    "csp.middleware.CSPMiddleware",
    "buurvoorbuur.middleware.private_by_default",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "buurvoorbuur.middleware.language_of_the_reader",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "buurvoorbuur.middleware.language_of_the_member",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "buurvoorbuur.middleware.new_session_with_each_proof",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "buurvoorbuur.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "buurvoorbuur.urls"
WSGI_APPLICATION = "buurvoorbuur.wsgi.application"

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
                "buurvoorbuur.navigation.menu",
                "buurvoorbuur.municipal_views.button",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


def _has_wal_reset_fix(version: str) -> bool:
    """Write-ahead logging could lose acknowledged writes until SQLite 3.51.3 (and its back-ports)."""
    major, minor, patch = (int(part) for part in version.split("."))
    backports = {(3, 50): 7, (3, 44): 6}
    fixed_in = backports.get((major, minor))
    return (major, minor, patch) >= (3, 51, 3) or (fixed_in is not None and patch >= fixed_in)


_JOURNAL = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
    if _has_wal_reset_fix(sqlite3.sqlite_version)
    else "PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA"
)

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{STATE_DIR / 'buurvoorbuur.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
# Who waits longer than this for what somebody else has locked, in seconds, is told so.
_LOCK_WAIT = 20
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": _LOCK_WAIT,
        "init_command": (f"{_JOURNAL}; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON"),
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = f"-c lock_timeout={_LOCK_WAIT}s"

# Limits on login must hold over all workers, so the cache is the database's.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
TASKS = {"default": {"BACKEND": env.str("TASKS_BACKEND", default="django_tasks_db.DatabaseBackend")}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People who log in -------------------------------------------------------------------------
AUTH_USER_MODEL = "buurvoorbuur.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# A link for a new password, in seconds.
PASSWORD_RESET_TIMEOUT = 3 * 24 * 3600
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "buurvoorbuur.guessable.OwnWordsValidator"},
    {"NAME": "buurvoorbuur.guessable.EasyValidator"},
]
NIGHTLY_TASKS = [
    "buurvoorbuur.tasks.seal_events",
    "buurvoorbuur.tasks.end_what_is_over",
    "outreach.tasks.release_numbers",
    "buurvoorbuur.tasks.let_go",
    "buurvoorbuur.tasks.sweep",
]
# How long the event log is kept, in months; a year at most.
EVENT_MONTHS = min(env.int("EVENT_MONTHS", default=12), 12)
# Functions of a moment (`at`), called on a database that came out of a backup before it is put in place: what
# was erased, withdrawn or refused since then is done again.
AFTER_RESTORE = ["buurvoorbuur.departures.apply_again", "outreach.suppressions.apply_again"]
# Every no and every erasure, so that no backup brings somebody back; never restored from a backup itself.
SUPPRESSION_LIST = Path(env.str("SUPPRESSION_LIST", default=str(STATE_DIR / "suppression.jsonl")))
# What the first page tells somebody to do next, the most pressing first; each a function of user and moment.
NEXT_STEPS = [
    "outreach.next_steps.rounds",
    "outreach.next_steps.promised",
    "outreach.next_steps.aside",
    "matching.next_steps.askings",
    "matching.next_steps.introductions",
    "matching.next_steps.planned",
    "outreach.next_steps.activities",
    "outreach.letter_steps.letters",
    "outreach.next_steps.flats",
    "outreach.next_steps.old_papers",
    "outreach.people_steps.left_behind",
    "outreach.people_steps.accounts",
    "outreach.next_steps.reports",
]
# The words of codes that somebody is told when they ask what is held about them, by the field they stand in.
HELD_CODES = ["outreach.wording.held_words.CODES", "matching.held_words.CODES"]
# What lies about when somebody leaves: modules as `buurvoorbuur.open_work` describes them.
OPEN_WORK = ["outreach.open_work", "matching.open_work"]
# Pages that stand in the menu only when something waits there, with who says so.
MENU_ONLY_WHEN = {"askings": "matching.next_steps.may_ask_somebody"}
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "logged_out"
ACCOUNT_ADAPTER = "buurvoorbuur.entering.ClosedDoorAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Whoever changes a password or a second proof hears of it by mail, also when it was somebody else.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
# Said here and in docs/limits.md, so that no newer login library changes them unseen.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/300s/key",
    "reset_password": "20/m/ip,5/m/key",
    "reauthenticate": "10/m/user",
    # Each asking for another address mails somebody, who may not want it.
    "manage_email": "5/h/user",
}
# Roles that reach more than their own doors prove twice who they are. Off only on one's own machine.
PROVE_TWICE = env.bool("PROVE_TWICE", default=not INSECURE_LOCALHOST)
MFA_ADAPTER = "buurvoorbuur.entering.SecondProofAdapter"
MFA_FORMS = {
    "add_webauthn": "buurvoorbuur.member_forms.PasskeyForm",
    "authenticate": "buurvoorbuur.proof_forms.CodeForm",
    "authenticate_webauthn": "buurvoorbuur.proof_forms.DeviceForm",
    "reauthenticate": "buurvoorbuur.proof_forms.CodeAgainForm",
    "reauthenticate_webauthn": "buurvoorbuur.proof_forms.DeviceAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = INSECURE_LOCALHOST
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Buur voor Buur"
# One step of 30 seconds on either side: telephones are not always on time.
MFA_TOTP_TOLERANCE = 1
# The address was proven by the invitation that came to it.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# The login of a municipality (OpenID Connect), for who has an account here already; off without an issuer.
# Which of their ways to prove oneself take more than a password, as amr:… or acr:…; none: we ask our own.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_CLIENT_ID = _required("OIDC_CLIENT_ID") if OIDC_ISSUER else ""
OIDC_CLIENT_SECRET = _required("OIDC_CLIENT_SECRET") if OIDC_ISSUER else ""
OIDC_BUTTON = env.str("OIDC_BUTTON", default="")
OIDC_PROVES_TWICE = frozenset(env.list("OIDC_PROVES_TWICE", default=[]))
if OIDC_ISSUER and not OIDC_ISSUER.startswith("https://") and not INSECURE_LOCALHOST:
    raise ImproperlyConfigured("OIDC_ISSUER moet met https:// beginnen. / must begin with https://.")
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_ADAPTER = "buurvoorbuur.entering.StraightLineAdapter"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)

# Mail goes to the console on one's own machine only: a reset link in a server's log opens an account.
EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", default="consolemail://" if INSECURE_LOCALHOST else "smtp://localhost:25"
)
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="buurvoorbuur@localhost")

# --- Sessions, cookies, headers ----------------------------------------------------------------
SESSION_COOKIE_AGE = 30 * 60
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "buurvoorbuur.views.csrf_failed"
LANGUAGE_COOKIE_HTTPONLY = True
# Sentences can name a door or a member: in the session they would lie readable in the database.
MESSAGE_STORAGE = "buurvoorbuur.own_cookies.Sentences"
MESSAGES_COOKIE_NAME, MADE_COOKIE_NAME = "messages", "made"
if not INSECURE_LOCALHOST:
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    LANGUAGE_COOKIE_NAME = "__Host-language"
    MESSAGES_COOKIE_NAME = "__Host-messages"
    # Written by the phone itself: static/js/made.js.
    MADE_COOKIE_NAME = "__Host-made"
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_HANDLERS = ["buurvoorbuur.uploads.UpToTheLimit"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 6_000_000

# --- Words and files ---------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

STATIC_URL = "static/"
# No other site needs a file of ours.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_ROOT = STATE_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": env.str("STATICFILES_BACKEND", default="buurvoorbuur.static_storage.HashedModules")
    },
}

# Where printed codes lead: a letter outlives the request that made it.
PUBLIC_URL = (
    env.str("PUBLIC_URL", default="") or "http://localhost:8000"
    if INSECURE_LOCALHOST
    else _required("PUBLIC_URL")
).rstrip("/")

# Whom to tell of a hole in the site, as RFC 9116 has it: mailto:… or https://…; without it nobody is named.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

# Log lines name the place and the reference of an error, never the data that met it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "buurvoorbuur.log_lines.WithoutPersons",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
