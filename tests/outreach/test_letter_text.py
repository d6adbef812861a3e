"""What the text of a letter may hold, and that all else is printed as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach import letter_drafts
from outreach.letter_text import (
    DUTCH,
    LONGEST,
    Block,
    Fault,
    FilledBlock,
    LetterProblem,
    Token,
    fill,
    parse,
    parse_subject,
    tidy,
    tokens,
)

NEEDED = "[[asker]] [[note_taker]] [[phone]] [[optout_url]] [[code]]"
VALUES = {token: f"<{token}>" for token in Token}

# What people with bad intentions type; on paper it is ink like any other.
AS_TYPED = [
    "<script>alert(1)</script>",
    '<img src="http://127.0.0.1:9/x.png">',
    "<link rel=stylesheet href=file:///etc/passwd>",
    "</p></article><style>@import url(http://127.0.0.1:9/)</style>",
    "{{ user.password }}",
    "{% include 'secret.html' %}",
    "{# comment #}",
    "&lt;b&gt; &amp; &#60;",
    "%(name)s {name} ${name} [name] [phone]",
    "url(file:///etc/hosts) attr(x) counter(page)",
    "## not a heading, #nor this",
    "-- '; DROP TABLE letters;",
    "=HYPERLINK(1)",
]


def fault(text: str) -> tuple[Fault, int, str]:
    with pytest.raises(LetterProblem) as problem:
        parse(text)
    return problem.value.fault, problem.value.line, problem.value.word


def test_paragraphs_headings_and_lines_are_told_apart() -> None:
    blocks = parse(f"Beste buur,\n\n# Waarom [[flat]]\nOmdat\nhet kan.\n\n\n{NEEDED}")
    assert [block.is_heading for block in blocks] == [False, True, False, False]
    assert blocks[1] == Block(True, (("Waarom ", Token.FLAT),))
    assert blocks[2] == Block(False, (("Omdat",), ("het kan.",)))


def test_a_heading_ends_the_paragraph_above_it() -> None:
    assert [block.is_heading for block in parse(f"{NEEDED}\n# Kop\n# Nog een")] == [False, True, True]


def test_each_place_can_be_typed_in_dutch_and_in_english() -> None:
    assert set(DUTCH) == set(Token)
    assert len(set(DUTCH.values())) == len(Token)
    english = parse(" ".join(f"[[{token}]]" for token in Token))
    assert parse(" ".join(f"[[{DUTCH[token]}]]" for token in Token)) == english


def test_a_dutch_letter_begins_with_dutch_names_for_what_is_filled_in() -> None:
    body = letter_drafts.default("nl").body
    assert {name for name in DUTCH.values() if f"[[{name}]]" in body} == set(DUTCH.values())
    assert not [token for token in Token if token not in DUTCH.values() and f"[[{token}]]" in body]


def test_tokens_are_filled_and_a_value_is_not_filled_again() -> None:
    blocks = parse(f"{NEEDED} [[ flat ]]")
    filled = fill(blocks, VALUES | {Token.FLAT: "[[code]] {{ code }}"})
    assert filled == (
        FilledBlock(False, ("<asker> <note_taker> <phone> <optout_url> <code> [[code]] {{ code }}",)),
    )


@pytest.mark.parametrize("typed", AS_TYPED)
def test_markup_and_template_signs_are_printed_as_typed(typed: str) -> None:
    blocks = parse(f"{NEEDED}\n\n{typed}")
    assert fill(blocks, VALUES)[-1].lines == (typed,)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (Fault.EMPTY, 0, "")),
        (" \n\t ", (Fault.EMPTY, 0, "")),
        (f"{NEEDED}\n\nBeste [[voornaam]]", (Fault.UNKNOWN_TOKEN, 3, "[[voornaam]]")),
        (f"{NEEDED}\n[[]]", (Fault.UNKNOWN_TOKEN, 2, "[[]]")),
        (f"{NEEDED}\n[[Phone]]", (Fault.UNKNOWN_TOKEN, 2, "[[Phone]]")),
        (f"{NEEDED}\n[[phone]", (Fault.LOOSE_BRACKETS, 2, "")),
        (f"{NEEDED}\nphone]]", (Fault.LOOSE_BRACKETS, 2, "")),
        (f"{NEEDED}\n[[a]b]]", (Fault.LOOSE_BRACKETS, 2, "")),
        (f"\n\n{NEEDED}\x07", (Fault.CONTROL_CHARACTER, 3, "U+0007")),
        (f"{NEEDED}\x00", (Fault.CONTROL_CHARACTER, 1, "U+0000")),
        (f"{NEEDED}\ud800", (Fault.CONTROL_CHARACTER, 1, "U+D800")),
        (f"{NEEDED}\u202e", (Fault.CONTROL_CHARACTER, 1, "U+202E")),
        (f"{NEEDED}\uffff", (Fault.CONTROL_CHARACTER, 1, "U+FFFF")),
        (NEEDED.replace("[[asker]]", ""), (Fault.MISSING_TOKEN, 0, "[[asker]]")),
        (NEEDED.replace("[[note_taker]]", ""), (Fault.MISSING_TOKEN, 0, "[[note_taker]]")),
        (NEEDED.replace("[[phone]]", ""), (Fault.MISSING_TOKEN, 0, "[[phone]] / [[email]]")),
        (NEEDED.replace("[[optout_url]]", ""), (Fault.MISSING_TOKEN, 0, "[[optout_url]]")),
        (NEEDED.replace("[[code]]", ""), (Fault.MISSING_TOKEN, 0, "[[code]]")),
        (NEEDED + "a" * LONGEST, (Fault.TOO_LONG, 0, "6000")),
    ],
)
def test_a_text_that_cannot_be_a_letter_says_why_and_where(
    text: str, expected: tuple[Fault, int, str]
) -> None:
    assert fault(text) == expected


def test_an_e_mail_address_will_do_instead_of_a_telephone() -> None:
    assert Token.EMAIL in tokens(parse(NEEDED.replace("phone", "email")))


def test_six_thousand_characters_is_the_most() -> None:
    text = NEEDED + "a" * (LONGEST - len(NEEDED))
    assert parse(text)
    assert fault(text + "a")[0] == Fault.TOO_LONG


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\u2028", "\n"])
def test_every_kind_of_line_end_counts_as_one(ends: str) -> None:
    assert len(parse(f"Een{ends}twee{ends}{ends}{NEEDED}")) == 2
    assert tidy(f"Een{ends}twee{ends}") == "Een\ntwee"


def test_a_subject_is_one_line_and_may_hold_tokens() -> None:
    subject = parse_subject("  Kennismaken\nin de   [[flat]] ")
    assert fill(subject, VALUES)[0].lines == ("Kennismaken in de <flat>",)
    with pytest.raises(LetterProblem):
        parse_subject("x" * 121)


@given(st.text(st.characters(codec=None)) | st.text("[]# \nabc" + "phone").map(lambda text: NEEDED + text))
def test_any_text_is_a_letter_or_a_named_problem(text: str) -> None:
    try:
        filled = fill(parse(text), VALUES)
    except LetterProblem as problem:
        assert problem.fault in Fault
    else:
        "\n".join(line for block in filled for line in block.lines).encode()


@given(st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="[]"), min_size=1))
def test_letters_figures_and_signs_come_out_as_they_went_in(text: str) -> None:
    assert fill(parse(f"{NEEDED}\n\n.{text}"), VALUES)[-1].lines == (f".{text}",)
