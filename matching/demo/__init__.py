"""A made-up team that walked one flat from end to end, through the same topics as everybody else."""

from matching.demo.filling import fill
from matching.demo.script import PASSWORD, logins

__all__ = ["PASSWORD", "fill", "logins"]
