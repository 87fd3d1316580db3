"""Training and evaluation of the small networks that Pastiche ships."""
