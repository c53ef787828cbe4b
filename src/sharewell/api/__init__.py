"""What a partner's own system asks and records: the same questions and acts as on the pages, in JSON."""
