"""How much time, memory and disk making one piece of paper may take."""

import resource
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` without a page done, bytes of `memory` beyond what stands ready, bytes of the `file`."""

    seconds: int = 30
    memory: int = 1 << 30
    file: int = 1 << 29


def impose(limits: Limits, copies: int) -> None:
    """Holds this process to the limits, for good; each copy may take two seconds more."""
    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    seconds = limits.seconds + 2 * copies
    for kind, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, in_use + limits.memory),
        (resource.RLIMIT_FSIZE, limits.file),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
