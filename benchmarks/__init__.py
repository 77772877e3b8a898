"""Measures hrcli side by side with its floors and peers: `python -m benchmarks`."""
