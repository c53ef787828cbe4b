"""Where the parts are put together: settings, addresses, the embedded database's supervisor, the command line."""
