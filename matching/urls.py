"""The addresses of the introductions' screens, below /koppelingen/."""

from django.urls import path, register_converter

from matching import views
from matching.proposal_states import Action


class StepConverter:
    """Only the steps that need no further words."""

    regex = "|".join(views.STEPS)

    def to_python(self, value: str) -> Action:
        return Action(value)

    def to_url(self, value: str) -> str:
        return str(value)


register_converter(StepConverter, "step")

urlpatterns = [
    path("", views.proposal_list, name="proposals"),
    path("zoeken/", views.run, name="matching_run"),
    path("<uuid:pk>/", views.proposal, name="proposal"),
    path("<uuid:pk>/goedkeuren/", views.approve, name="proposal_approve"),
    path("<uuid:pk>/afwijzen/", views.reject, name="proposal_reject"),
    path("<uuid:pk>/stap/<step:action>/", views.step, name="proposal_step"),
    path("<uuid:pk>/antwoord/<number:member>/", views.answer, name="proposal_answer"),
    path("<uuid:pk>/uitkomst/", views.outcome, name="proposal_outcome"),
    path("<uuid:pk>/brief/<number:member>/", views.letter, name="introduction_letter"),
]
