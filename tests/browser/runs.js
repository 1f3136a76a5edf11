// Marks the page "busy" from the moment it asks its server for a run of the script until the run that
// answers has ended, "idle" otherwise; `reader.idle` waits for the mark. Streamlit's own state still says
// that nothing runs after a click, until the server's first message about the new run has come.
// The numbers are fields of Streamlit's protobuf messages and are put in by reader.py.
(() => {
  const SENT_RERUN = __RERUN_SCRIPT__, NEW_SESSION = __NEW_SESSION__, FINISHED = __SCRIPT_FINISHED__,
    EARLY = __FINISHED_EARLY__;
  const state = { asked: true, begun: false };

  const mark = () => document.documentElement?.setAttribute("data-runs", state.asked ? "busy" : "idle");

  // The number of each field of a protobuf message with its value where that is a number.
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
      const tag = number(), kind = tag % 8;
      const value = kind === 0 ? number() : null;
      yield [Math.floor(tag / 8), value];
      if (kind === 2) at += number();
      else if (kind === 1) at += 8;
      else if (kind === 5) at += 4;
    }
  }

  function sent(bytes) {
    for (const [field] of fields(bytes)) {
      if (field === SENT_RERUN) Object.assign(state, { asked: true, begun: false });
    }
    mark();
  }

  function received(bytes) {
    for (const [field, value] of fields(bytes)) {
      if (field === NEW_SESSION) state.begun = true;
      if (field !== FINISHED) continue;
      if (value === EARLY) state.begun = false;
      else if (state.begun) state.asked = false;
    }
    mark();
  }

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data !== "string") sent(new Uint8Array(data.buffer ?? data));
    return send.call(this, data);
  };
  window.WebSocket = new Proxy(window.WebSocket, {
    construct(target, given) {
      const socket = new target(...given);
      socket.addEventListener("message", (event) => {
        if (event.data instanceof ArrayBuffer) received(new Uint8Array(event.data));
      });
      return socket;
    },
  });
})();
