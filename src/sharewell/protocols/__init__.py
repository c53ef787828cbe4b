"""The published texts: what may be published, by whom, and how people read it."""
