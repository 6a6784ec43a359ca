"""The morning of a member of staff: the home screen of the CMS, and a mail that says the same."""
