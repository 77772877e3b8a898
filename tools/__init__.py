"""What the project needs beside itself: its reference is written from here."""
