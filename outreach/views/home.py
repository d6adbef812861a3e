"""The first page after logging in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.roles import Permission
from outreach import next_steps


@allow(Permission.ENTER)
@require_GET
def home(request: Guarded) -> HttpResponse:
    """What is next for me."""
    return render(request, "home.html", {"steps": next_steps.of(request.user, at=clock.now())})
