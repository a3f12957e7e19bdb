"""A register of its own for each test: in a file always, and on PostgreSQL where ``ENGAGEMENT_TEST_POSTGRES`` names a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import postgres
import pytest
from places import Place

from engagement_lib import register
from engagement_lib.register import Register


@pytest.fixture(params=postgres.BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        yield Place(f"sqlite:///{tmp_path}/register/register.sqlite")
        return
    with postgres.schema() as address:
        yield Place(address)


@pytest.fixture
def kept(place: Place) -> Iterator[Register]:
    with register.open(place) as opened:
        yield opened
