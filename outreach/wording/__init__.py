"""How codes of the rules are said on screen and paper, in the reader's language."""
