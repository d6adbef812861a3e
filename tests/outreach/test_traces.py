"""What points at a neighbour is found however it is written, and ordinary sentences pass."""

import pytest

from outreach.traces import Door, Neighbours, Trace, found_in, without_names

NEIGHBOURS = Neighbours(
    names=(
        "Samira Haddad", "Jan de Jong", "Piet Vos", "José van de Veen-Oosterhuis", "fam. de Vries", "Jo Bos",
        "Anneke Smit", "Bewoner 3",
    ),
    named=("Wim Smit",),
    doors=(
        *(Door("Planetenlaan", number) for number in range(1, 91)),
        Door("Planetenlaan", 12, "A"),
        Door("Planetenlaan", 14, "-3"),
    ),
    answers=("Ik zou het fijn vinden als er meer bankjes kwamen bij de vijver.", "Rustig hier"),
    ours=("050 123 4567", "team@example.org"),
)  # fmt: skip


def found(text: str) -> list[tuple[str, str]]:
    return [(one.trace.value, one.words) for one in found_in(text, NEIGHBOURS)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Samira bakt brood.", "Samira"),
        ("Dank aan mevrouw haddad!", "haddad"),
        ("Met SAMIRA  HADDAD erbij.", "SAMIRA HADDAD"),
        ("Vraag het Jan de Jong.", "Jan de Jong"),
        ("De heer de jong is aardig.", "jong"),
        ("Koffie bij de Vos.", "Vos"),
        ("Koffie bij Bos.", "Bos"),
        ("Koffie bij jose.", "jose"),
        ("Koffie bij Jose\u0301.", "José"),
        ("Van der Oosterhuis-Jansen.", "Oosterhuis"),
        ("Dat was Annekes idee.", "Annekes"),
        ("Samira's tuin.", "Samira"),
        ("Mevrouw Smit kookt.", "Smit"),
    ],
)
def test_a_name_is_found_first_or_last_however_it_is_cased(text: str, words: str) -> None:
    assert ("name", words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Ook jong of oud: welkom in het bos, zei de vos.",
        "Iedereen van de flat en van het huis ernaast.",
        "Wim Smit is stuurbuur van de flat.",
        "Alle bewoners zijn welkom. Bewoner zijn is genoeg.",
        "Wij zijn jong en vrij.",
        "Samenzijn, vosjes en Haddadlaantjes.",
    ],
)
def test_particles_ordinary_words_and_a_stuurbuur_who_agreed_are_no_name(text: str) -> None:
    assert found(text) == []


def test_a_word_at_the_beginning_of_a_sentence_may_be_a_name_and_says_so() -> None:
    assert found("Leuk! Jong en oud is welkom.") == [("name_or_word", "Jong")]
    assert found("Welkom: jong en oud.") == []
    assert found("Leuk dat de Jong er was.") == [("name", "Jong")]


def test_only_the_full_name_of_a_stuurbuur_is_free_when_a_neighbour_shares_it() -> None:
    assert found("Wim Smit is stuurbuur. Vraag Smit.") == [("name", "Smit")]
    assert found("Vraag Wim.") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Bij nummer 12 is koffie.", "nummer 12"),
        ("Bij nr. 12 is koffie.", "nr. 12"),
        ("Bel aan bij 12A.", "12A"),
        ("Bel aan bij 12 A.", "12 A"),
        ("Bel aan bij 12-a.", "12-a"),
        ("Bel aan bij 14-3.", "14-3"),
        ("Op 12 woont een bakker.", "Op 12"),
        ("Kom naar Planetenlaan 12.", "Planetenlaan 12"),
        ("Kom naar de planetenlaan 7b.", "planetenlaan 7b"),
        ("Kom naar huisnr. 12.", "huisnr. 12"),
        ("Knock at flat 12.", "flat 12"),
        ("Knock at no. 12.", "no. 12"),
        ("Knock at number twelve.", "number twelve"),
        ("Het is nummer vierentwintig.", "nummer vierentwintig"),
        ("Het is nummer drieëndertig.", "nummer drieëndertig"),
    ],
)
def test_a_door_of_this_flat_is_found(text: str, words: str) -> None:
    assert ("door", words) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kom naar Plutolaan 12 of naar nummer 912.",
        "Op 12 november, op 12 deuren, op 4-12 en op 12%.",
        "Van 12 tot 14 uur, om 12 uur, voor 12 euro.",
        "Our number one wish; no one is alone.",
        "In 2026 belden wij op 7 avonden aan.",
        "Lijn 12 a is het niet, een 1 op 1 gesprek wel.",
    ],
)
def test_a_number_that_is_no_door_passes(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "derde verdieping links", "links op de derde verdieping", "3e etage, rechts", "3 hoog links",
        "third floor left", "left of the 3rd floor", "begane grond rechts",
    ],
)  # fmt: skip
def test_a_floor_with_its_side_is_found(text: str) -> None:
    assert found(f"Daar, {text}.") == [("floor", text)]
    assert found("Op de derde verdieping is de lift vaak stuk. Links groeit een boom.") == []


@pytest.mark.parametrize(
    "text", ["06 12345678", "06-12345678", "+31 6 1234 5678", "(050) 765 43 21", "0507654321", "050/7654321"]
)
def test_a_telephone_number_is_found_but_for_our_own(text: str) -> None:
    assert found(f"Bel {text}.") == [("phone", text)]
    assert found("Bel 318 1234.") == [("phone", "318 1234")]
    assert found("Bel 050 123 4567, of +31 50 123 45 67.") == []


def test_an_e_mail_address_is_found_but_for_our_own() -> None:
    assert found("Mail buur@voorbeeld.nl.") == [("email", "buur@voorbeeld.nl")]
    assert found("Mail buur (at) voorbeeld.nl.") == [("email", "buur (at) voorbeeld.nl")]
    assert found("Mail buur apenstaartje voorbeeld") == [("email", "buur apenstaartje voorbeeld")]
    assert found("Mail Team@Example.org.") == []


@pytest.mark.parametrize(
    "text",
    [
        "één bewoner", "Eén gezin", "1 bewoner", "twee mensen", "3 buren", "vier jonge gezinnen",
        "0 bewoners", "2 woningen", "een mevrouw", "een oudere mevrouw", "een Eritrees gezin",
        "iemand die", "iemand met", "de buurman van", "een bewoner vertelde", "een oudere vertelt",
        "drie van de bewoners",
        "een van de buren", "beide huishoudens", "een Poolse bewoner", "een bewoner, die",
        "drietal bewoners", "one resident", "two people", "three young families",
        "a widow", "someone who", "the lady on", "one of the neighbours", "a resident told", "both residents",
    ],
)  # fmt: skip
def test_fewer_than_five_people_or_homes_are_found(text: str) -> None:
    assert found(f"Daar was {text}") == [("few", text)]
    assert found(f"{text.upper()}") == [("few", text.upper())]


@pytest.mark.parametrize(
    "text",
    [
        "Veel bewoners missen een bankje.",
        "In de Plutozaal is plaats voor twintig mensen.",
        "90 deuren, 24 gesprekken.",
        "Bij 24 huishoudens dronken wij koffie, en 41 deden niet open.",
        "Een paar bewoners, een groep buren, een aantal gezinnen, sommige mensen.",
        "Vijf buren, 1.000 mensen, 1,5 uur, groepen van 5–8 buren.",
        "Een goede buur is beter dan een verre vriend.",
        "Wilt u eens met een buur koffie drinken? Vraag het ons.",
        "Eén op de vijf bewoners, of een op de vier bewoners.",
        "Er zijn drie plannen van bewoners: een pluktuin, twee bankjes en een bibliotheek.",
        "Samen eten: drie keer per maand, voor 4 euro per persoon.",
        "De bewoners van de flat en de buren van de andere flat.",
        "Wij belden op vier avonden aan. Iedereen was vriendelijk.",
        "Many residents would like a bench. We held two talks an evening, 24 talks in all.",
        "One in four residents is new here. Everybody is welcome.",
        "Een oudere flat, een man of tien in de zaal, een nieuwe buur, een drietal plannen.",
    ],
)
def test_an_ordinary_sentence_passes(text: str) -> None:
    assert found(text) == []


def test_eight_words_in_a_row_of_an_answer_are_a_quotation() -> None:
    said = "Wij hoorden: ik zou het FIJN vinden, als er meer bankjes komen."
    assert found(said) == [("quotation", "ik zou het FIJN vinden, als er meer bankjes")]
    eight = "Het fijn vinden als er meer bankjes kwamen"
    assert found(f"{eight}!") == [("quotation", eight)]
    assert found("Fijn vinden als er meer bankjes kwamen!") == []
    assert found("Rustig hier.") == []
    assert [words for _trace, words in found(f"{NEIGHBOURS.answers[0]} Ja.")] == [NEIGHBOURS.answers[0][:-1]]


def test_everything_is_told_at_once_in_its_order_and_the_same_only_once() -> None:
    text = "Samira woont op 12. Samira bakt met twee mensen. Bel 06 12345678."
    assert found(text) == [
        ("name", "Samira"), ("door", "op 12"), ("few", "twee mensen"), ("phone", "06 12345678"),
    ]  # fmt: skip


def test_a_name_is_taken_out_and_its_gap_is_found() -> None:
    kept = without_names("Samira Haddad is stuurbuur; vraag het Wim Smit.", ["Samira Haddad"], ["Wim Smit"])
    assert kept == "[…] is stuurbuur; vraag het Wim Smit."
    assert found(kept) == [("gap", "[…]")]


def test_an_empty_flat_and_an_empty_text_hold_nothing() -> None:
    assert found_in("", NEIGHBOURS) == ()
    assert found_in("Op 12 bij Samira.", Neighbours()) == ()
    assert {trace.value for trace in Trace} >= {"name", "door", "few"}


def test_a_street_with_signs_of_patterns_is_found_as_it_is_written() -> None:
    odd = Neighbours(names=(), named=(), doors=(Door("Laan (oud+", 5),), answers=(), ours=())
    assert [one.trace.value for one in found_in("Aan de Laan (oud+ 5 is het gezellig.", odd)] == ["door"]
