"""What an index holds of a child: how it is written, hidden, held still, read, and destroyed on its day."""
