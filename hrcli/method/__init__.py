"""The work with the client: what is open, due, asked, and what each step changes."""
