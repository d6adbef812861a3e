"""What somebody said yes to stays known: no wording of the consent card changes or goes once it was used."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest
from django.test import Client
from django.urls import reverse

from buurvoorbuur.models import User
from outreach import cards
from outreach.models import Consent, Resident
from tests import make

# Of the file of each version. A change of words is a new file with a line of its own here.
FINGERPRINTS = {
    "1.toml": "a6b0cccdd49267307d970b08ed1201f42bcdc21a1fff3bb3a6881ee34f86e8d3",
}


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever asks from now on asks in other words."""
    starter = copytree(cards.STARTER, tmp_path / "starter")
    words = (starter / "consents/1.toml").read_text()
    (starter / "consents/10.toml").write_text(words.replace("Mogen wij uw", "Vindt u het goed dat wij uw"))
    monkeypatch.setattr(cards, "STARTER", starter)
    forget()
    yield
    forget()


def forget() -> None:
    for read in (cards._read, cards.consent_card, cards.consent_text_version):
        read.cache_clear()


def test_no_wording_that_was_used_changes_or_goes() -> None:
    kept = {
        file.name: sha256(file.read_bytes()).hexdigest() for file in (cards.STARTER / "consents").iterdir()
    }
    assert kept == FINGERPRINTS


def test_who_said_yes_to_older_words_reads_those_and_who_is_asked_now_hears_the_new(
    samira: Resident, cora: User, as_, next_version: None
) -> None:
    assert set(Consent.objects.values_list("text_version", flat=True)) == {"1"}
    assert cards.consent_text_version() == "10"
    assert cards.consent_card("nl").purposes[0].spoken.startswith("Vindt u het goed")
    old = "Mogen wij uw naam en uw antwoorden bewaren?"
    assert old in as_(cora).get(reverse("resident", args=[samira.pk])).text
    assert old in Client().get(reverse("consent_code", args=[make.own_code(samira)])).text
