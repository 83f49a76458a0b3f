"""Anki packages: notes assembled, written, read again; the note types that they use."""
