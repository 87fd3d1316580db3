"""Other people's networks, to measure ours beside: never shipped, fetched where they can be."""
