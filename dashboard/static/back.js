// Back and forward between two addresses of one page (the list, one record of it).
(() => {
  if (window.yuanluoBack) return;
  window.yuanluoBack = true;

  // Streamlit draws another page when the path changes; when only the question behind it does, it draws nothing.
  const here = () => [location.pathname, location.search];
  let at = here();
  for (const name of ["pushState", "replaceState"]) {
    const original = history[name];
    history[name] = function (...given) {
      original.apply(this, given);
      at = here();
    };
  }
  addEventListener("popstate", () => {
    const [path, question] = at;
    at = here();
    if (path === at[0] && question !== at[1]) location.reload();
  });
})();
