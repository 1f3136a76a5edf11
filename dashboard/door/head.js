(() => {
  // Streamlit tells its script no size: the window says it in a cookie, before the socket opens.
  const tell = () => {
    document.cookie = `yl-screen=${innerWidth}x${innerHeight}; path=/; SameSite=Lax`;
  };
  tell();
  addEventListener("resize", tell);

  // A page comes in pieces that push each other down: it is seen when all of them stand, or after a while.
  const page = document.documentElement;
  const done = '[data-test-script-state="notRunning"] [data-testid="stMain"] [data-testid="stElementContainer"]';
  // Pictures have their height from the first moment; what is low is a field or a text that is still to grow.
  const grows = one => one.offsetHeight < 100;
  const stands = () =>
    document.querySelector(done) &&
    ![...document.querySelectorAll('[data-testid="stSkeleton"]')].some(grows);
  const coming = new MutationObserver(() => stands() && show());
  const show = () => {
    coming.disconnect();
    page.classList.remove("yl-coming");
  };
  page.classList.add("yl-coming");
  coming.observe(page, {subtree: true, childList: true, attributeFilter: ["data-test-script-state"]});
  setTimeout(show, 2500);
})();
