"""What happened under a protocol, and what is due because of it: breaches, audits, the protocol itself."""
