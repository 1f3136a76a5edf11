"""Surveys and answers from paper."""
