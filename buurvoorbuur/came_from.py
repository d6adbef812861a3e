"""Which page of ours led to a request, as a path that cannot lead anywhere else."""

from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def came_from(request: HttpRequest) -> str:
    """The page of ours that led here, as a path; empty when none did or it is this very address."""
    referrer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referrer, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(referrer)
    # Two slashes would be another site, not a path.
    if parts.path.startswith("//") or (request.method == "GET" and parts.path == request.path):
        return ""
    return urlunsplit(("", "", parts.path, parts.query, ""))
