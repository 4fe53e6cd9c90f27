"""The steps from each form of the tables to the next, one Alembic revision a form."""
