"""Keys of the tests' own, and tasks that run where they are asked for; loaded before any settings."""

import os

os.environ.update(
    SECRET_KEY="tests-only-" + "x" * 50,
    FIELD_ENCRYPTION_KEYS="dGVzdHMtb25seS1rZXktdGVzdHMtb25seS1rZXktMDE=",
    INDEX_KEY="tests-only-index-key",
    INSECURE_LOCALHOST="true",
    DEBUG="false",
    TASKS_BACKEND="django_tasks.backends.immediate.ImmediateBackend",
    STATICFILES_BACKEND="django.contrib.staticfiles.storage.StaticFilesStorage",
    SECURITY_CONTACT="mailto:veilig@example.org",
    EMAIL_URL="memorymail://",
    PROVE_TWICE="true",
    # Nobody answers there: who tests a login elsewhere starts one.
    OIDC_ISSUER="https://localhost:9",
    OIDC_CLIENT_ID="buurvoorbuur",
    OIDC_CLIENT_SECRET="tests-only-client-secret",
    OIDC_PROVES_TWICE="amr:mfa,acr:hoog",
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
