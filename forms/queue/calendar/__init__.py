"""The working calendar in the CMS: its days, a year at one glance, and what a change would move."""
