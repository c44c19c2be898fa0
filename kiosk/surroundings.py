"""Surroundings: environment variables that hold for a while.

In:  variables and their values.
Out: the same process with them, and then without.
Not here: what they mean.

Rule: what was there before is there again after.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager


@contextmanager
def surroundings(variables: Mapping[str, str]) -> Iterator[None]:
    """Set the variables for the time of the block."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
