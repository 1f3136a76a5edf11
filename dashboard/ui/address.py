"""A choice among a few codes that stays in the address, whatever language its names are shown in."""

from collections.abc import Mapping

import streamlit as st


def choice(name: str, names: Mapping[str, str], *, label: str, none: bool = False) -> str:
    """The code chosen, kept as `?name=code`; the first one where the address names none.

    With `none` nothing need be chosen, and the answer is empty.
    """
    key, seen = f"address.{name}", f"address.{name}.seen"
    asked = st.query_params.get(name, "")
    if asked not in names:
        asked = "" if none else next(iter(names))
    # A link to the page being shown changes the address under a choice that was made before.
    if key not in st.session_state or asked != st.session_state.get(seen, asked):
        st.session_state[key] = asked or None
    chosen: str | None = st.pills(
        label,
        list(names),
        required=not none,
        format_func=lambda code: names[code],
        key=key,
        label_visibility="collapsed",
    )
    st.session_state[seen] = chosen or ""
    if chosen:
        st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]
    return chosen or ""
