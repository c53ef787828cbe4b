"""Finding a child among all of an index, in the database or in a segment, and opening what is held of it."""
