"""On to Anki: what is to be done to a collection, decided as data, then carried out in one of two kinds of collection."""
