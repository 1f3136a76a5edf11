// Slides by keys (docs/decisions/0016-frozen-numbers.md): all of them are in the page, so the next one waits for
// nobody, not even for the server. What happens in the room arrives beside them and is put into its place.
(() => {
  if (window.yuanluoPresent) return;
  window.yuanluoPresent = true;

  const store = window.sessionStorage;
  let deck = null;
  let at = 0;
  let since = Date.now();
  let channel = null;

  const key = name => `yuanluo.present.${deck.dataset.deck}.${name}`;
  const slides = () => [...deck.querySelectorAll("[data-slide]")];

  function show(place, told) {
    const all = slides();
    const next = Math.max(0, Math.min(all.length - 1, place));
    if (next !== at) since = Date.now();
    at = next;
    all.forEach((one, index) => one.classList.toggle("yl-on", index === at));
    deck.querySelectorAll("[data-go]").forEach((one, index) => one.classList.toggle("yl-on", index === at));
    store.setItem(key("at"), String(at));
    const address = new URL(location.href);
    address.searchParams.set("slide", String(at + 1));
    // A browser may keep the address of a file on a stick as it is.
    if (location.protocol !== "file:") history.replaceState(history.state, "", address);
    if (!told) channel?.postMessage(at);
    fill();
    fit();
    tick();
  }

  // What the server draws anew beside the deck is copied into the empty places of its slides.
  function fill() {
    document.querySelectorAll(".yl-live-source [data-for]").forEach(source => {
      const place = deck.querySelector(`[data-live="${CSS.escape(source.dataset.for)}"]`);
      if (!place || place.innerHTML === source.innerHTML) return;
      place.innerHTML = source.innerHTML;
      fit();
    });
  }

  // As large as was asked for, and no larger than the slide holds: nothing is cut off. On a phone one scrolls.
  function fit(slide = slides()[at]) {
    if (!slide || getComputedStyle(slide).overflowY === "auto") return;
    const boxes = [slide, ...slide.querySelectorAll(".yl-body, .yl-live")];
    const isCut = () => boxes.some(one => one.scrollHeight > one.clientHeight + 1);
    let size = Number(store.getItem(key("zoom")) || 1);
    slide.style.setProperty("--z", size.toFixed(2));
    while (size > 0.7 && isCut()) slide.style.setProperty("--z", (size -= 0.05).toFixed(2));
  }

  // Only a slide that is shown can be measured: for paper each is, one after the other.
  function fitAll() {
    const all = slides();
    const only = shown => all.forEach(one => one.classList.toggle("yl-on", one === shown));
    all.forEach(one => { only(one); fit(one); });
    only(all[at]);
  }

  function tick() {
    const clock = deck?.querySelector(".yl-clock");
    const slide = deck && slides()[at];
    if (!clock || !slide) return;
    const now = new Date().toLocaleTimeString("zh-CN", {hour: "2-digit", minute: "2-digit", hour12: false});
    const budget = Number(slide.dataset.minutes || 0);
    const spent = (Date.now() - since) / 60000;
    const over = budget > 0 && spent >= budget;
    clock.classList.toggle("yl-over", over);
    const used = budget ? ` · ${Math.floor(spent)}/${budget}′${over ? ` ${clock.dataset.over}` : ""}` : "";
    const text = now + used;
    if (clock.textContent !== text) clock.textContent = text;
  }

  function zoom(by) {
    const size = Math.max(0.7, Math.min(1.6, Number(store.getItem(key("zoom")) || 1) + by));
    store.setItem(key("zoom"), size.toFixed(2));
    deck.style.setProperty("--z", size.toFixed(2));
    fit();
  }

  function full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.();
  }

  function leave() {
    const open = ["yl-all", "yl-black", "yl-help"].filter(name => deck.classList.contains(name));
    if (open.length) deck.classList.remove(...open);
    else if (deck.dataset.back && !document.fullscreenElement) location.assign(deck.dataset.back);
  }

  const toggle = name => () => deck.classList.toggle(name);
  const DO = {
    ArrowRight: () => show(at + 1), ArrowDown: () => show(at + 1), PageDown: () => show(at + 1),
    " ": () => show(at + 1), Enter: () => show(at + 1),
    ArrowLeft: () => show(at - 1), ArrowUp: () => show(at - 1), PageUp: () => show(at - 1),
    Backspace: () => show(at - 1), Home: () => show(0), End: () => show(slides().length - 1),
    "+": () => zoom(0.1), "=": () => zoom(0.1), "-": () => zoom(-0.1), "0": () => zoom(1 - Number(store.getItem(key("zoom")) || 1)),
    o: toggle("yl-all"), b: toggle("yl-black"), ".": toggle("yl-black"), t: toggle("yl-noclock"),
    "?": toggle("yl-help"), h: toggle("yl-help"), f: full, Escape: leave,
  };

  document.addEventListener("keydown", event => {
    if (!deck?.isConnected || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (target instanceof Element && target.matches("input, textarea, select, [contenteditable]")) return;
    const chosen = target instanceof Element ? target.closest("[data-go], [data-do], .yl-bar a") : null;
    if (chosen && (event.key === "Enter" || event.key === " ")) {
      if (!chosen.matches("a")) { event.preventDefault(); press(chosen); }
      return;
    }
    const act = DO[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);

  function press(chosen) {
    if (chosen.dataset.go) {
      deck.classList.remove("yl-all");
      show(Number(chosen.dataset.go));
    } else show(at + (chosen.dataset.do === "next" ? 1 : -1));
  }

  document.addEventListener("click", event => {
    const chosen = event.target instanceof Element ? event.target.closest("[data-go], [data-do]") : null;
    if (deck?.contains(chosen)) press(chosen);
  }, true);

  // A deck that is drawn, or drawn anew after a write, goes on where one was.
  function meet() {
    const found = document.querySelector("[data-deck]");
    if (!found || (found === deck && found.dataset.ready)) {
      if (found) fill();
      return;
    }
    const first = !deck || deck.dataset.deck !== found.dataset.deck;
    deck = found;
    deck.dataset.ready = "1";
    if (first) {
      channel?.close();
      channel = new BroadcastChannel(`yuanluo.present.${deck.dataset.deck}`);
      channel.onmessage = event => show(Number(event.data), true);
      const asked = Number(new URL(location.href).searchParams.get("slide") || 0);
      at = asked ? asked - 1 : Number(store.getItem(key("at")) || 0);
      since = Date.now();
    }
    zoom(0);
    show(at, true);
    deck.focus({preventScroll: true});
  }

  new MutationObserver(meet).observe(document.body, {childList: true, subtree: true, characterData: true});
  window.addEventListener("resize", () => deck?.isConnected && fit());
  window.addEventListener("beforeprint", () => deck?.isConnected && fitAll());
  setInterval(tick, 1000);
  meet();
})();
