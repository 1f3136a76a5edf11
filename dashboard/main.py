"""The script that Streamlit runs: page settings, language, who is signed in, menu, page."""

from functools import partial

import streamlit as st

from dashboard.settings import MENU_PIXELS
from dashboard.ui import cache
from dashboard.ui.components import counts_towards, refresh, reveals
from dashboard.ui.forms import form, unsent
from dashboard.ui.shell import confirmation, frame, menu, style, who
from dashboard.ui.views.enter import enter

st.set_page_config(
    page_title="院落 Yuanluo", page_icon="🏠", layout="wide", initial_sidebar_state=MENU_PIXELS
)
who.set_language()
who.begin_run()
by = who.principal()
form.clear_errors()
cache.renew(who.holder_hash())
page = menu.navigation(by)
reveals.turn(page.url_path)
style.send()
confirmation.say(partial(counts_towards.changes, by))
frame.sidebar(by)
enter.open_first(by, page)
with frame.show_domain_errors():
    page.run()
unsent.keep()
confirmation.said()
refresh.keep_fresh()
