"""How a migration reaches the database: over the connection that :mod:`engagement_lib.register.database` hands in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()  # in the transaction of that connection
