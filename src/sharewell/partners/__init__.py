"""The organisations that sign, and the people who act for them."""
