"""Files on a USB stick."""
