"""The store: events in, rows out."""
