// Nothing is lost, as far as the browser must see to it (docs/decisions/0011-drafts.md).
(() => {
  if (window.yuanluoUnsent) return;
  window.yuanluoUnsent = true;

  // Streamlit sends a text when its field is left. While somebody writes on, this sends it every three seconds
  // with the field's own key (Enter; Ctrl+Enter where Enter is a new line): focus and caret stay where they are.
  const EVERY = 3000;
  // Not numbers: they are short, and Streamlit writes them anew when they are sent (12 becomes 12.00).
  const FIELDS = '[data-testid="stTextArea"] textarea, [data-testid="stTextInput"] input:not([type="password"])';
  let unsent = null;
  let composing = false;

  function send() {
    if (!unsent || composing) return;
    const field = unsent;
    unsent = null;
    if (document.activeElement !== field || field.closest('[data-testid="stForm"]')) return;
    const ctrlKey = field instanceof HTMLTextAreaElement;
    field.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", ctrlKey, bubbles: true, cancelable: true}));
  }

  document.addEventListener("input", event => {
    if (event.target instanceof Element && event.target.matches(FIELDS)) unsent = event.target;
  }, true);
  // A Chinese word is several keys and one choice: nothing is sent before it is chosen.
  document.addEventListener("compositionstart", () => { composing = true; }, true);
  document.addEventListener("compositionend", () => { composing = false; }, true);
  document.addEventListener("focusout", () => { composing = false; unsent = null; }, true);
  // A phone may end a page that it puts into the background.
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  setInterval(send, EVERY);

  // A connection that is cut while a page is drawn can leave it blank, with nobody to ask for it again.
  let blank = 0;
  function heal() {
    const app = document.querySelector('[data-testid="stApp"]');
    const main = document.querySelector('[data-testid="stMain"]');
    const still = app?.dataset.testConnectionState === "CONNECTED" && app.dataset.testScriptState === "notRunning";
    blank = still && main && !main.innerText.trim() ? blank + 1 : 0;
    // Streamlit's own key for drawing the page again, in the same session.
    if (blank === 2) document.dispatchEvent(new KeyboardEvent("keydown", {key: "r", code: "KeyR", keyCode: 82}));
  }
  setInterval(heal, 1000);
})();
