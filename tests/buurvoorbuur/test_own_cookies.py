"""What is said once on the next page: in a cookie of this host alone, never in the database."""

from hashlib import sha256

from django.conf import settings
from django.contrib.messages import INFO
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import reverse

from buurvoorbuur.models import Team, User
from outreach.models import Flat


def test_a_sentence_that_names_a_door_lies_in_no_session(team: Team, flat: Flat, cora: User, as_) -> None:
    client = as_(cora)
    door = flat.addresses.all()[0]
    client.post(reverse("optout_new", args=[flat.pk]), {"door": door.door, "channel": "phone"})
    assert settings.MESSAGES_COOKIE_NAME in client.cookies
    assert "_messages" not in str([session.get_decoded() for session in Session.objects.all()])


def test_what_does_not_fit_in_it_is_let_go(rf: RequestFactory) -> None:
    request, response = rf.get("/"), HttpResponse()
    request.session = SessionStore()
    kept = default_storage(request)
    for number in range(60):
        kept.add(INFO, sha256(bytes([number])).hexdigest())
    kept.update(response)
    assert len(response.cookies[settings.MESSAGES_COOKIE_NAME].value) > 1000
    assert dict(request.session.items()) == {}
