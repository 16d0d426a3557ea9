"""Icons, theme, sample pictures and the shipped models."""
