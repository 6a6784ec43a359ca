"""Requests of citizens about their data (Law 91/2025/QH15): their clock, and carrying them out."""
