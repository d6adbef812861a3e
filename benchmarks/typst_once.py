"""Compiles a Typst document once, in a process of its own: a second time it would recall what it made."""

import sys
import time

import typst


def main(folder: str) -> None:
    """Says the milliseconds of the compiling alone: the fonts are read and the program is loaded before."""
    compiler = typst.Compiler(root=folder, font_paths=[folder], ignore_system_fonts=True)
    begin = time.perf_counter()
    compiler.compile(f"{folder}/letters.typ", pdf_standards="ua-1")
    print(1000 * (time.perf_counter() - begin))


if __name__ == "__main__":
    main(sys.argv[1])
