"""The static site: content/ becomes site/ through load, check, render and write."""
