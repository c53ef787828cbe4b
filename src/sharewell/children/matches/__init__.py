"""Which rows are one child: joined and parted by people, who are shown what waits for them."""
