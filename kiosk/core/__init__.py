"""The pure core: (state, input, params) → (state, output). No clock, files, logging or randomness."""
