"""What pages are made of: Jinja environment, layouts, components, fields and the footer's statements."""
