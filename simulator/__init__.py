"""A simulator of the Shopee Open Platform for a Korean cross-border seller (KRSC).

It is written from the platform's published tables and shares no code with the addon, so that
the two check each other.
"""

from .config import Config
from .server import Simulator, running

__all__ = ["Config", "Simulator", "running"]
