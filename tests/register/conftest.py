"""A register of its own for each test: in a file always, and on PostgreSQL where ``ENGAGEMENT_TEST_POSTGRES`` names a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from places import Place

from engagement_lib import register
from engagement_lib.register import Register

SERVER = os.environ.get("ENGAGEMENT_TEST_POSTGRES", "")


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not SERVER, reason="no server named"))]
)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    if request.param == "sqlite":
        yield Place(f"sqlite:///{tmp_path}/register/register.sqlite")
        return
    server = sa.create_engine(sa.make_url(SERVER).set(drivername="postgresql+psycopg"))
    schema = f"test_{uuid4().hex[:12]}"
    with server.begin() as connection:
        connection.execute(sa.schema.CreateSchema(schema))
    address = sa.make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
    yield Place(address.render_as_string(hide_password=False))
    with server.begin() as connection:
        connection.execute(sa.schema.DropSchema(schema, cascade=True))
    server.dispose()


@pytest.fixture
def kept(place: Place) -> Iterator[Register]:
    with register.open(place) as opened:
        yield opened
