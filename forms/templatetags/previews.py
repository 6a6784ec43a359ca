"""What templates ask of a file: whether it can be looked at in place."""

from django import template

from forms.files import previews

register = template.Library()
register.filter("shown_in_place", previews.shown_in_place)
