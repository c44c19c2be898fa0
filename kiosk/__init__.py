"""Hinge Mirror: a hands-free hip-hinge trainer for a wall-mounted smart mirror."""

from typing import Final

VERSION: Final = "0.1.0"
