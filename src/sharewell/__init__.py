"""Sharewell: partners sign a protocol, and from then on its own sentences decide, limit, record and time sharing."""
