"""Run by Alembic: upgrades over the connection that ``workbench.register.schema`` hands in."""

from alembic import context

from workbench.register.tables import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"], version_table=VERSION_TABLE, transactional_ddl=True
)
context.run_migrations()
