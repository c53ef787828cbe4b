"""What tells of a person is kept sealed, under a key of that person's own: without the key it is nothing any more."""
