"""Anki packages: assembles notes, writes packages and reads them again; holds the note types that the notes use."""
