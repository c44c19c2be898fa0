"""The storage edge: journal, history, calibration and model weights, written whole or not at all."""
