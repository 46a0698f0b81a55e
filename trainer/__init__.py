"""Service training drills for the terminal."""
