"""The script that Streamlit runs: page settings, language, who is signed in, menu, page."""

import streamlit as st

from dashboard.ui import cached, confirmation, enter, forms, reveals, shell, unsent, who

st.set_page_config(page_title="院落 Yuanluo", page_icon="🏠", layout="wide")
who.speak()
by = who.principal()
forms.settle()
cached.renew()
page = shell.menu(by)
reveals.turn(page.url_path)
shell.style()
confirmation.say()
shell.sidebar(by)
enter.open_first(by, page)
with shell.told():
    page.run()
unsent.keep()
confirmation.said()
shell.fresh()
