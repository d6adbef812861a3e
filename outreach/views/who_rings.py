"""A public page for whoever wonders whether the two at the door are really ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from buurvoorbuur import clock
from buurvoorbuur.access import public
from outreach import expected_rounds


@public
@require_GET
def who_rings(request: HttpRequest) -> HttpResponse:
    """Which two walk where, today and in the coming two weeks, and what to do when in doubt."""
    return render(request, "outreach/who_rings.html", {"expected": expected_rounds.of(clock.today())})
