"""The connection to the database: Django's own for PostgreSQL, cheaper where every page pays for it."""
