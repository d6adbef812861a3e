"""The addresses of the introductions' screens, below /koppelingen/."""

from django.urls import path, register_converter

from matching.proposal_states import Action
from matching.views import asking, insight, own_askings, proposals, runs


class StepConverter:
    """Only the steps that need no further words."""

    regex = "|".join(proposals.STEPS)

    def to_python(self, value: str) -> Action:
        return Action(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(StepConverter, "step")

urlpatterns = [
    path("", proposals.proposal_list, name="proposals"),
    path("zoeken/", runs.start, name="matching_run"),
    path("zoektochten/<uuid:pk>/", runs.run, name="run"),
    path("afstellen/", runs.terms, name="matching_terms"),
    path("wachtend/", insight.waiting_list, name="matching_waiting"),
    path("opbrengst/", insight.effect, name="matching_effect"),
    path("apart/", insight.apart, name="matching_apart"),
    path("apart/<number:pk>/opheffen/", insight.let_meet, name="pair_let_meet"),
    path("weggelaten/<number:pk>/opheffen/", insight.use_again, name="unused_use_again"),
    path("samen-goedkeuren/", proposals.approve_many, name="proposals_approve"),
    path("vragen/", own_askings.askings, name="askings"),
    path("vragen/<number:member>/", own_askings.asking_answer, name="asking_answer"),
    path("vragen/<number:member>/terug/", own_askings.asking_undo, name="asking_undo"),
    path("<uuid:pk>/", proposals.proposal, name="proposal"),
    path("<uuid:pk>/goedkeuren/", proposals.approve, name="proposal_approve"),
    path("<uuid:pk>/afwijzen/", proposals.reject, name="proposal_reject"),
    path("<uuid:pk>/ruilen/<number:member>/", proposals.exchange, name="proposal_exchange"),
    path("<uuid:pk>/stap/<step:action>/", proposals.step, name="proposal_step"),
    path("<uuid:pk>/vragen/", asking.ask, name="proposal_ask"),
    path("<uuid:pk>/vraagbrief/<number:member>/", own_askings.asking_letter, name="proposal_ask_letter"),
    path("<uuid:pk>/antwoord/<number:member>/", asking.answer, name="proposal_answer"),
    path("<uuid:pk>/activiteit/", proposals.begin_activity, name="proposal_activity"),
    path("<uuid:pk>/klusjes/", asking.chores, name="proposal_chores"),
    path("<uuid:pk>/uitkomst/", proposals.outcome, name="proposal_outcome"),
    path("<uuid:pk>/uitnodigingen/", proposals.slips, name="proposal_slips"),
    path("<uuid:pk>/brief/<number:member>/", proposals.letter, name="introduction_letter"),
]
