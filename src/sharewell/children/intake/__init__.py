"""What partners deliver, one child or a whole extract: read, refused or taken in, each child once."""
