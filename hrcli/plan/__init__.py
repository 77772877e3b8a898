"""What a file says: its schema, its typed facts, and what differs between two of them."""
