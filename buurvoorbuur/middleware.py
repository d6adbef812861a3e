"""What happens around every view: nothing is cached, the right language, and a "no" becomes a page."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control

from buurvoorbuur import logins
from buurvoorbuur.came_from import came_from
from buurvoorbuur.models import User
from buurvoorbuur.refusals import Refused

Next = Callable[[HttpRequest], HttpResponse]

POWERS_OFF = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def private_by_default(get_response: Next) -> Next:
    """No page is kept by a browser or a proxy, no page may use the phone's senses, and no other
    site may take a picture or a script of ours into its own.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        response.headers.setdefault("Permissions-Policy", POWERS_OFF)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return answer


def language_of_the_reader(get_response: Next) -> Next:
    """Dutch, unless this browser chose otherwise here: an English browser still gets Dutch pages."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    return answer


def language_of_the_member(get_response: Next) -> Next:
    """A member's own choice counts on every machine, over the cookie's."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if isinstance(user, User) and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(user.language)
            request.LANGUAGE_CODE = user.language
        return get_response(request)

    return answer


def new_session_with_each_proof(get_response: Next) -> Next:
    """Logging in makes a new session by itself; proving it once more while logged in does so here."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated:
            return get_response(request)
        key, before = request.session.session_key, logins.last_proof(request)
        response = get_response(request)
        is_proven = request.user.is_authenticated and logins.last_proof(request) > before
        if is_proven and request.session.session_key == key:
            logins.renew(request)
        return response

    return answer


class RefusalMiddleware:
    """Turns a `Refused` that no form caught into a page with its sentence (409)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        context = {"sentence": exception.sentence, "back_url": came_from(request)}
        return render(request, "refused.html", context, status=409)
