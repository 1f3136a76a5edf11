// Slides by keys (docs/decisions/0016-frozen-numbers.md): all of them are in the page, so the next one waits for
// nobody, not even for the server. What happens in the room arrives beside them and is put into its place.
(() => {
  if (window.yuanluoPresent) return;
  window.yuanluoPresent = true;

  const store = window.sessionStorage;
  const keep = window.localStorage;
  let deck = null;
  let at = 0;
  let before = null;
  let order = [];
  let out = new Set();
  let typed = "";
  let forgetting = 0;
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
    tellNext(all);
    const address = new URL(location.href);
    address.searchParams.set("slide", String(at + 1));
    // A browser may keep the address of a file on a stick as it is.
    if (location.protocol !== "file:") history.replaceState(history.state, "", address);
    if (!told) channel?.postMessage(at);
    fill();
    fit();
    tick();
  }

  // The presenter's own order and what is left out: kept in this browser, never in the record of the meeting.
  function arrange() {
    const keys = slides().map(one => one.dataset.key);
    const kept = JSON.parse(keep.getItem(key("arranged")) || "{}");
    const places = names => (names || []).map(name => keys.indexOf(name)).filter(place => place >= 0);
    order = places(kept.order);
    keys.forEach((_name, place) => order.includes(place) || order.splice(place, 0, place));
    out = new Set(places(kept.out));
    deck.querySelectorAll("[data-go]").forEach((one, place) => {
      one.style.order = order.indexOf(place);
      one.classList.toggle("yl-out", out.has(place));
    });
  }

  function remember() {
    const keys = slides().map(one => one.dataset.key);
    const names = places => [...places].map(place => keys[place]);
    keep.setItem(key("arranged"), JSON.stringify({order: names(order), out: names(out)}));
    arrange();
    show(at);
  }

  const isIndex = () => deck.classList.contains("yl-all");
  const ways = () => order.filter(place => isIndex() || !out.has(place));
  const after = by => {
    const here = order.indexOf(at);
    const left = ways().filter(place => by * (order.indexOf(place) - here) > 0);
    return by > 0 ? left[0] : left.at(-1);
  };

  function step(by) {
    const next = after(by);
    if (next !== undefined) show(next);
  }

  // To what changed since last time, and with the same key back to where one was.
  function news() {
    const keys = slides().map(one => one.dataset.key);
    const place = ["changed", "changes"].map(name => keys.indexOf(name)).find(found => found >= 0);
    if (place === undefined) return;
    const from = at === place ? before : place;
    before = at;
    if (from !== null) show(from);
  }

  function move(by) {
    const here = order.indexOf(at);
    if (order[here + by] === undefined) return;
    [order[here], order[here + by]] = [order[here + by], order[here]];
    remember();
  }

  function leaveOut() {
    if (out.has(at)) out.delete(at);
    else if (out.size < order.length - 1) out.add(at);
    remember();
  }

  function tellNext(all) {
    const next = all[at].querySelector(".yl-next");
    if (!next) return;
    const coming = all[after(1)];
    next.textContent = coming ? deck.dataset.next.replace("{title}", coming.querySelector("h2").textContent) : "";
  }

  // The number of a slide, then Enter; a number that nobody confirms is forgotten.
  function type(digit) {
    typed = (typed + digit).slice(-3);
    deck.dataset.typed = typed;
    clearTimeout(forgetting);
    forgetting = setTimeout(forget, 4000);
  }

  function forget() {
    typed = "";
    if (deck) delete deck.dataset.typed;
  }

  function enter() {
    const asked = Number(typed);
    forget();
    if (asked) { deck.classList.remove("yl-all"); show(asked - 1); }
    else if (isIndex()) deck.classList.remove("yl-all");
    else step(1);
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
    ArrowRight: () => step(1), ArrowDown: () => step(1), PageDown: () => step(1), " ": () => step(1), Enter: enter,
    ArrowLeft: () => step(-1), ArrowUp: () => step(-1), PageUp: () => step(-1), Backspace: () => step(-1),
    Home: () => show(ways()[0]), End: () => show(ways().at(-1)),
    "+": () => zoom(0.1), "=": () => zoom(0.1), "-": () => zoom(-0.1), "0": () => zoom(1 - Number(store.getItem(key("zoom")) || 1)),
    o: toggle("yl-all"), b: toggle("yl-black"), ".": toggle("yl-black"), t: toggle("yl-noclock"), w: news,
    "?": toggle("yl-help"), h: toggle("yl-help"), f: full, Escape: leave,
  };

  // In the list of all slides: another order, and what is left out.
  const ARRANGE = {
    "shift+ArrowLeft": () => move(-1), "shift+ArrowUp": () => move(-1),
    "shift+ArrowRight": () => move(1), "shift+ArrowDown": () => move(1), x: leaveOut, Delete: leaveOut,
  };

  function deed(event) {
    const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const arranging = isIndex() && ARRANGE[event.shiftKey ? `shift+${name}` : name];
    if (arranging) return arranging;
    if (/^[0-9]$/.test(name) && (typed || name !== "0")) return () => type(name);
    return DO[name];
  }

  document.addEventListener("keydown", event => {
    if (!deck?.isConnected || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target;
    if (target instanceof Element && target.matches("input, textarea, select, [contenteditable]")) return;
    const chosen = target instanceof Element ? target.closest("[data-go], [data-do], .yl-bar a") : null;
    if (chosen && (event.key === "Enter" || event.key === " ")) {
      if (!chosen.matches("a")) { event.preventDefault(); press(chosen); }
      return;
    }
    const act = deed(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);

  function press(chosen) {
    if (chosen.dataset.go) {
      deck.classList.remove("yl-all");
      show(Number(chosen.dataset.go));
    } else step(chosen.dataset.do === "next" ? 1 : -1);
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
      channel.onmessage = event => { arrange(); show(Number(event.data), true); };
      const asked = Number(new URL(location.href).searchParams.get("slide") || 0);
      const last = store.getItem(key("at"));
      arrange();
      at = asked ? asked - 1 : Number(last ?? ways()[0]);
      since = Date.now();
    }
    arrange();
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
