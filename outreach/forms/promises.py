"""Reads what was promised, by whom it is done and when; checks and never saves."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from buurvoorbuur.form_fields import day_field, offer_rows
from buurvoorbuur.models import User
from outreach.models import Activity, Address, Flat, Promise
from outreach.promise_terms import FULL
from outreach.promises import PromiseNotes, load


class KeeperField(forms.ModelChoiceField):
    """Somebody who walks the flat, with how much they carry already."""

    carried: dict[User, int] = {}

    def label_from_instance(self, person: Any) -> str:
        count = self.carried.get(person, 0)
        if not count:
            return str(person)
        said = ngettext("%(name)s, %(count)s open promise", "%(name)s, %(count)s open promises", count)
        full = _(": hands full") if count >= FULL else ""
        return f"{said % {'name': person, 'count': count}}{full}"


class PromiseForm(forms.Form):
    """One promise of a flat; cleaned, `notes` is what was filled in. The door is asked once."""

    what = forms.CharField(
        label=_("What did we promise?"),
        max_length=160,
        help_text=_("To bring the form for a bench, for example. Leave names out."),
    )
    address = forms.ModelChoiceField(
        label=_("At which door?"),
        queryset=Address.objects.none(),
        required=False,
        empty_label=_("Not at one door"),
    )
    keeper = KeeperField(label=_("Who does it?"), queryset=User.objects.none(), empty_label=None)
    activity = forms.ModelChoiceField(
        label=_("For which activity?"),
        queryset=Activity.objects.none(),
        required=False,
        empty_label=_("For none"),
        help_text=_("When you hand that over, this promise becomes theirs."),
    )
    due_on = day_field(_("On which day at the latest?"))

    def __init__(self, *args: Any, flat: Flat, promise: Promise | None = None, **kwargs: Any) -> None:
        if promise:
            kwargs["initial"] = self.told(promise)
        super().__init__(*args, **kwargs)
        self.flat = flat
        keeper, carried = self.fields["keeper"], load(flat)
        assert isinstance(keeper, KeeperField)
        keeper.queryset = User.objects.filter(pk__in=[person.pk for person in carried])
        keeper.carried = carried
        open_to_us = Q(stopped_on=None, let_go_at=None, handed_over_at=None)
        ours = flat.activities.filter(open_to_us | Q(pk=promise.activity_id if promise else None))
        if ours.exists():
            offer_rows(self, "activity", ours)
        else:
            del self.fields["activity"]
        if promise:
            del self.fields["address"]
        else:
            doors = flat.addresses.contactable().in_walking_order()
            offer_rows(self, "address", doors)

    @staticmethod
    def told(promise: Promise) -> dict[str, Any]:
        """What is known of a promise."""
        return {name: getattr(promise, name) for name in ("what", "due_on", "keeper", "activity")}

    @property
    def notes(self) -> PromiseNotes:
        return PromiseNotes(**self.cleaned_data)
