"""How sure a share of a few cases is; pure arithmetic."""

from math import sqrt

# Two-sided 95 %.
_Z = 1.959964


def wilson(hits: int, cases: int) -> tuple[float, float] | None:
    """The 95 % interval of a share, as two numbers from 0 to 1; None without cases.

    E. B. Wilson, 'Probable inference, the law of succession, and statistical inference', Journal of the
    American Statistical Association 22 (1927) 209–212: honest for few cases and for shares near 0 and 1.
    Raises ValueError unless 0 ≤ hits ≤ cases.
    """
    if not 0 <= hits <= cases:
        raise ValueError("hits lie between zero and the number of cases")
    if not cases:
        return None
    share, weight = hits / cases, _Z**2 / cases
    middle = share + weight / 2
    spread = _Z * sqrt(share * (1 - share) / cases + weight / (4 * cases))
    return max(0.0, (middle - spread) / (1 + weight)), min(1.0, (middle + spread) / (1 + weight))
