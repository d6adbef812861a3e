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
    DJANGO_ALLOW_ASYNC_UNSAFE="true",
)
