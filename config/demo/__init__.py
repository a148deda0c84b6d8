"""Made-up data to try the program on: people and firms that do not exist, through the real actions."""
