"""One module for each form; each spells out its own tables, since those of `schema.py` move on."""
