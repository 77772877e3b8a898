"""What is needed to work on hrcli, and not to use it."""
