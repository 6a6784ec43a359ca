"""What our forms are measured beside: stock Wagtail, and Django with nothing but one INSERT."""
