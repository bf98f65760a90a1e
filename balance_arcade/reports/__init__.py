"""What a session or a calibration comes to, on a page and in words."""
