// A link in our own HTML turns the page as the browser's back button does: nothing is loaded anew.
(() => {
  if (window.yuanluoLinks) return;
  window.yuanluoLinks = true;

  document.addEventListener("click", event => {
    const link = event.target instanceof Element ? event.target.closest("a[data-turn]") : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const to = new URL(link.href);
    // Of the same page the browser's back button draws nothing anew.
    if (to.origin !== location.origin || to.pathname === location.pathname) return;
    event.preventDefault();
    history.pushState({}, "", to);
    dispatchEvent(new PopStateEvent("popstate"));
    document.querySelector('[data-testid="stMain"]')?.scrollTo(0, 0);
  });
})();
