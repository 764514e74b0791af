"""An abstract interpreter: runs a program on what is known of its values instead of on the values."""
