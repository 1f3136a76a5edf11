"""The field for a file: Streamlit's own, in the reader's words."""

import re
from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.ui import templates


def choose(
    label: str, *, button: str, hint: str, endings: Sequence[str], most: int, key: str
) -> UploadedFile | None:
    """One file with one of the endings, at most so many MB, or None so far.

    Streamlit writes English into its uploader; style.css hides it and shows these words in its place.
    """
    place = re.sub("[^a-zA-Z0-9]", "-", f"upload-{key}")
    with st.container(key=place):
        templates.draw("forms/uploader.html", place=place, button=button, hint=hint)
        return st.file_uploader(label, type=list(endings), key=key, max_upload_size=most)
