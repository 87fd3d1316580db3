"""Sample pictures: styles drawn by our own code, and the catalogue of what ships beside them."""
