"""Imports: files of complaints from elsewhere, read, mapped and loaded."""
