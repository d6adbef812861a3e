"""Where a phone comes to register, to fetch the card of a round, and to hand in what it sealed; all JSON."""

from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from buurvoorbuur import clock, crypto
from buurvoorbuur.access import Guarded, allow, public
from buurvoorbuur.refusals import Refused
from buurvoorbuur.roles import Permission
from outreach import reception, registrations, round_cards
from outreach.forms import deliveries
from outreach.models import Phone, Round
from outreach.views import my_rounds
from outreach.visit_states import RoundState
from outreach.wording.envelope_words import REASONS

LONGEST_EVENING = timedelta(hours=12)
# Seconds after which a phone may try again when the database was too busy.
COME_BACK_IN = 30


@allow(Permission.WALK_ROUNDS)
@require_POST
def phone_register(request: Guarded) -> JsonResponse:
    """Makes this browser known as one that may hand in sealed entries of its member."""
    try:
        id, round_id = deliveries.registration(request.body)
    except deliveries.NotJson:
        return _no(400, "not_json", _("We could not read that."))
    evening = get_object_or_404(my_rounds.of(request), pk=round_id)
    try:
        made = registrations.register(id=id, round=evening, by=request.user, at=clock.now())
    except Refused as no:
        return _no(409, no.code, str(no.sentence))
    key = crypto.sealing_key()
    return JsonResponse(
        {
            "phone": str(made.phone.pk),
            "person": str(request.user.pk),
            "token": made.token,
            "key": {"id": key.id, "public": urlsafe_b64encode(key.public).decode().rstrip("=")},
            "counter": made.counter,
        }
    )


@allow(Permission.WALK_ROUNDS)
@require_GET
@gzip_page
def round_card(request: Guarded, pk: UUID) -> JsonResponse:
    """The doors of tonight; while the round is walked, fetching them keeps the login alive."""
    evening, now = get_object_or_404(my_rounds.of(request), pk=pk), clock.now()
    _keep_logged_in(request, evening, now)
    # A page that is kept on the phone holds no token of its own.
    return JsonResponse({**round_cards.card(evening, now), "csrf": get_token(request)})


def _keep_logged_in(request: Guarded, evening: Round, now: datetime) -> None:
    """Up to twelve hours after the round began, however often it is asked; otherwise as everywhere."""
    ends = evening.started_at and evening.started_at + LONGEST_EVENING
    if evening.state == RoundState.WALKING and ends and now < ends:
        request.session.set_expiry(ends - now)
    else:
        request.session.set_expiry(None)


@csrf_exempt
@public
@require_POST
def envelopes_receive(request: HttpRequest) -> JsonResponse:
    """Takes sealed entries in for whoever shows a phone's token: no login, and nothing can be read here."""
    try:
        phone = registrations.by_token(_token(request))
        if phone is None:
            return _unknown()
        with translation.override(phone.user.language):
            return _received(request, phone)
    except OperationalError:
        return _later(503, "busy", _("It is busy here. Your phone tries again by itself."), COME_BACK_IN)


def _received(request: HttpRequest, phone: Phone) -> JsonResponse:
    now = clock.now()
    try:
        post = deliveries.read(request.body, now)
    except deliveries.NotJson:
        return _no(400, "not_json", _("We could not read that."))
    except (deliveries.TooMuch, RequestDataTooBig):
        return _no(413, "too_much", _("That is too much at once."))
    if post.phone != phone.pk:
        return _unknown()
    try:
        told = reception.take_in(phone=phone, delivery=post.delivery, at=now)
    except registrations.TooFast as too_fast:
        return _later(
            429, "too_fast", _("Your phone sends too often. It tries again by itself."), too_fast.retry_after
        )
    receipts = [
        _receipt(str(id), answer, reason or "", str(REASONS[reason]) if reason else "")
        for id, (answer, reason) in told.items()
    ]
    stays = _("We cannot read this entry. It stays on your phone: show it to your coordinator.")
    receipts += [_receipt(label, "refused", "malformed", stays) for label in post.malformed]
    return JsonResponse({"batch": post.batch, "now": now.isoformat(), "receipts": receipts})


def _receipt(id: str, answer: str, code: str, sentence: str) -> dict[str, str]:
    return {"id": id, "answer": str(answer), "code": str(code), "sentence": sentence}


def _token(request: HttpRequest) -> str:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _unknown() -> JsonResponse:
    return _no(401, "unknown_token", _("This phone is not known here any more. Log in once and go on."))


def _later(status: int, code: str, sentence: str, seconds: int) -> JsonResponse:
    answer = _no(status, code, sentence)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _no(status: int, code: str, sentence: str) -> JsonResponse:
    answer: Any = {"code": code, "sentence": sentence}
    return JsonResponse(answer, status=status)
