"""Children as the health service writes them, and the number that it knows them by."""
