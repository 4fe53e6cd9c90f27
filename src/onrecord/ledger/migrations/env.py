"""What Alembic runs: the revisions, inside the transaction that `upgrading.py` has begun."""

from alembic import context

# SQLite can undo the making of tables too, though Alembic does not count on it.
context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
