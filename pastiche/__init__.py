"""Pastiche: a static site about neural style transfer in which the reader does it."""
