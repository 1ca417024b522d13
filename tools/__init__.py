"""Environment, runners and demo behind the Makefile."""
