"""Paper for at the door: cards, badges and the letter that confirms a no. By POST: each print is logged."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from buurvoorbuur import clock
from buurvoorbuur.access import Guarded, allow
from buurvoorbuur.roles import Permission
from outreach import badges, call_cards, optout_letters, welcome_cards
from outreach.forms.papers import CallCardsForm, PaperForm
from outreach.models import Address, Flat
from outreach.views import my_rounds
from outreach.views.letters import pdf_answer


@allow(Permission.WALK_ROUNDS)
@require_POST
def round_call_cards(request: Guarded, pk: UUID) -> HttpResponse:
    """Cards for the doors of a round where nobody came, each with a new code."""
    evening, form = get_object_or_404(my_rounds.or_coordinated(request), pk=pk), CallCardsForm(request.POST)
    paper = call_cards.print_cards(
        round=evening,
        doors=form.chosen_doors,
        language=form.chosen_language,
        by=request.user,
        at=clock.now(),
    )
    return pdf_answer(paper, f"kaartjes-{evening.planned_on:%Y-%m-%d}.pdf")


@allow(Permission.WALK_ROUNDS)
@require_POST
def round_badges(request: Guarded, pk: UUID) -> HttpResponse:
    """Badges for the two of a round."""
    evening, form = get_object_or_404(my_rounds.or_coordinated(request), pk=pk), PaperForm(request.POST)
    paper = badges.of_round(round=evening, language=form.chosen_language, by=request.user, at=clock.now())
    return pdf_answer(paper, f"badges-{evening.planned_on:%Y-%m-%d}.pdf")


@allow(Permission.MANAGE_FLATS)
@require_POST
def flat_badges(request: Guarded, pk: int) -> HttpResponse:
    """Badges for everybody who walks a flat."""
    place = get_object_or_404(Flat.objects.within_reach_of(request.reach).select_related("team"), pk=pk)
    language = PaperForm(request.POST).chosen_language
    paper = badges.of_flat(flat=place, language=language, by=request.user, at=clock.now())
    return pdf_answer(paper, "badges.pdf")


@allow(Permission.MANAGE_FLATS)
@require_POST
def door_welcome(request: Guarded, pk: int, address_pk: int) -> HttpResponse:
    """A card for who just moved in."""
    address = get_object_or_404(Address.objects.within_reach_of(request.reach), pk=address_pk, flat=pk)
    language = PaperForm(request.POST).chosen_language
    paper = welcome_cards.print_card(address=address, language=language, by=request.user, at=clock.now())
    return pdf_answer(paper, "welkom.pdf")


@allow(Permission.RECORD_OPT_OUTS)
@require_POST
def optout_confirmation(request: Guarded, pk: int, address_pk: int) -> HttpResponse:
    """The letter that confirms a no, only when whoever lives there asked for it."""
    address = get_object_or_404(Address.objects.within_reach_of(request.reach), pk=address_pk, flat=pk)
    language = PaperForm(request.POST).chosen_language
    paper = optout_letters.confirm(address=address, language=language, by=request.user, at=clock.now())
    return pdf_answer(paper, "bevestiging-afmelding.pdf")
