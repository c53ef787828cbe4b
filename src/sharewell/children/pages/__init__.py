"""What a browser is shown of the index, and sends to it."""
