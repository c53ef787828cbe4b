"""An index of basic details about people: what its text lets it hold, show, search and keep. Nothing here is stored."""
