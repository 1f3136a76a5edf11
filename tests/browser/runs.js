// Marks the page "busy" from the moment it asks its server for a run of the script until the run that
// answers has ended, "idle" otherwise; `reader.idle` waits for the mark. Streamlit's own state still says
// that nothing runs after a click, until the server's first message about the new run has come.
// What a page asks of its own accord every few seconds does not count, nor what comes back for that.
// The numbers are fields of Streamlit's protobuf messages and are put in by reader.py.
(() => {
  // A run of the whole page and one of a part (a fragment) are asked for and answered apart from each other.
  const waiting = { page: "asked", part: null };
  let touches = 0;

  function mark() {
    const busy = touches || waiting.page || waiting.part;
    document.documentElement?.setAttribute("data-runs", busy ? "busy" : "idle");
  }

  // The number of each field of a protobuf message with its value: a number, or the bytes of what is inside.
  function* fields(bytes) {
    let at = 0;
    const number = () => {
      let value = 0, factor = 1, byte;
      do {
        byte = bytes[at++];
        value += (byte & 127) * factor;
        factor *= 128;
      } while (byte & 128);
      return value;
    };
    while (at < bytes.length) {
      const tag = number(), kind = tag % 8, length = kind === 2 ? number() : { 1: 8, 5: 4 }[kind];
      const value = kind === 0 ? number() : bytes.subarray(at, (at += length));
      yield [Math.floor(tag / 8), value];
    }
  }

  const inside = (bytes, wanted) => [...fields(bytes)].some(([field]) => field === wanted);

  function sent(bytes) {
    for (const [field, request] of fields(bytes)) {
      if (field !== RERUN_SCRIPT || inside(request, IS_AUTO_RERUN)) continue;
      waiting[inside(request, FRAGMENT_ID) ? "part" : "page"] = "asked";
    }
    mark();
  }

  function received(bytes) {
    for (const [field, value] of fields(bytes)) {
      if (field !== NEW_SESSION && field !== SCRIPT_FINISHED) continue;
      for (const run of Object.keys(waiting).filter((one) => waiting[one])) {
        if (field === NEW_SESSION) waiting[run] = "begun";
        else if (value === FINISHED_EARLY || (run === "page" && value === FINISHED_FRAGMENT)) waiting[run] = "asked";
        else if (waiting[run] === "begun") waiting[run] = null;
      }
    }
    mark();
  }

  // Streamlit sends what a click or a key has changed a moment later, in a task of its own.
  function touched() {
    touches += 1;
    mark();
    setTimeout(() => setTimeout(() => {
      touches -= 1;
      mark();
    }));
  }
  for (const kind of ["pointerdown", "pointerup", "click", "keydown", "keyup", "input", "change", "focusout"]) {
    addEventListener(kind, touched, true);
  }

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (data instanceof Uint8Array) sent(data);
    return send.call(this, data);
  };
  window.WebSocket = new Proxy(window.WebSocket, {
    construct(target, given) {
      const socket = new target(...given);
      // Streamlit asks for the whole page anew once it is connected again, if it was cut off in a run.
      socket.addEventListener("close", () => {
        if (waiting.page || waiting.part) Object.assign(waiting, { page: "asked", part: null });
        mark();
      });
      socket.addEventListener("message", (event) => {
        if (event.data instanceof ArrayBuffer) received(new Uint8Array(event.data));
      });
      return socket;
    },
  });
})();
