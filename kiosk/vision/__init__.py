"""The vision edge: frames in, the newest pose sample out. No frame leaves it for disk or network."""
