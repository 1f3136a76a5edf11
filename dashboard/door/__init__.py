"""The way in and out: sign-in, cookie, gate and headers, in Starlette. Streamlit never sees a stranger."""
