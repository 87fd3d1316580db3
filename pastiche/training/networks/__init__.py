"""The networks that can be trained, one file each: recipe, objectives, and what is looked at."""
