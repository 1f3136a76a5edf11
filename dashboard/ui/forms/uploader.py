"""The field for a file: Streamlit's own, in the reader's words."""

import re
from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.ui.formats import safe


def choose(
    label: str, *, button: str, hint: str, endings: Sequence[str], most: int, key: str
) -> UploadedFile | None:
    """One file with one of the endings, at most so many MB, or None so far.

    Streamlit writes English into its uploader; style.css hides it and shows these words in its place.
    """
    place = re.sub("[^a-zA-Z0-9]", "-", f"upload-{key}")
    with st.container(key=place):
        words = f'--yl-upload:"{safe(button)}";--yl-upload-hint:"{safe(hint)}"'
        st.html(f"<style>.st-key-{place} {{{words}}}</style>")
        return st.file_uploader(label, type=list(endings), key=key, max_upload_size=most)
