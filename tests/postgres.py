"""The same test on a register in a file and, where ``ENGAGEMENT_TEST_POSTGRES`` names a server, on PostgreSQL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
import sqlalchemy as sa

SERVER = os.environ.get("ENGAGEMENT_TEST_POSTGRES", "")
BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not SERVER, reason="no server named"))]


@contextmanager
def schema() -> Iterator[str]:
    """The address of a schema of its own on that server, gone afterwards."""
    server = sa.create_engine(sa.make_url(SERVER).set(drivername="postgresql+psycopg"))
    name = f"test_{uuid4().hex[:12]}"
    with server.begin() as connection:
        connection.execute(sa.schema.CreateSchema(name))
    address = sa.make_url(SERVER).update_query_dict({"options": f"-csearch_path={name}"})
    yield address.render_as_string(hide_password=False)
    with server.begin() as connection:
        connection.execute(sa.schema.DropSchema(name, cascade=True))
    server.dispose()
