"""Letters: templates in, letters out, linted."""
