"""Server time of the flat page, against the same rows by a bare Django view and template."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path

from benchmarks.ratio import Row, side_by_side
from buurvoorbuur.models import User
from outreach.models import Address, Flat, Visit

BARE = engines["django"].from_string(
    "<!doctype html><title>{{ flat }}</title>{% for door in doors %}<a href='/{{ door.pk }}/'>"
    "{{ door.number }} {{ door.last.outcome }} {{ door.last.happened_at|date:'j M' }}</a>{% endfor %}"
)


def bare(request: HttpRequest, pk: int) -> HttpResponse:
    """The floor: three queries, no guard, no menu, no words."""
    flat = Flat.objects.get(pk=pk)
    doors = list(Address.objects.filter(flat=flat).in_walking_order().with_opt_out())
    last = {visit.address_id: visit for visit in Visit.objects.filter(address__flat=flat)}
    for door in doors:
        door.last = last.get(door.pk)
    return HttpResponse(BARE.render({"flat": flat, "doors": doors}))


urlpatterns = [path("", include("buurvoorbuur.urls")), path("bare/<int:pk>/", bare)]


def rows() -> list[Row]:
    """The flat of 90 doors as the coordinator sees it."""
    flat = Flat.objects.get(name="Planetenflat")
    client, plain = Client(), Client()
    for browser in (client, plain):
        browser.force_login(User.objects.get(email="bauke@example.org"))
    with override_settings(ROOT_URLCONF=__name__):
        with CaptureQueriesContext(connection) as made:
            client.get(f"/flats/{flat.pk}/")
        queries = sum(query["sql"].startswith("SELECT") for query in made.captured_queries)
        ours, peer = side_by_side(
            lambda: client.get(f"/flats/{flat.pk}/"), lambda: plain.get(f"/bare/{flat.pk}/"), times=40
        )
    return [Row("flat page, 90 doors, over a bare view", ours, peer, 1.5, queries, 6)]
