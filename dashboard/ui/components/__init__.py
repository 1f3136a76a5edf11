"""Pieces that several pages show: filters, links, badges, lists, histories, downloads."""
