"""How the counter's pages show money."""

from django import template

from office.amounts import show_yuan

register = template.Library()

register.filter("yuan", show_yuan)
