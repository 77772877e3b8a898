"""Every check: its words and its code in one place."""
