"""Where paper takes from: the project's static files, and pictures that come with the job."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sources:
    """`static` is the folder behind `static:` addresses; `given` holds the PNG behind each `given:` name."""

    static: Path
    given: Mapping[str, bytes] = field(default_factory=dict)
