"""Who a person is and how they sign in. Nothing here knows what they may do."""
