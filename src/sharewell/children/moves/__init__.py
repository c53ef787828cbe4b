"""Children who move to another area, and what goes with them."""
