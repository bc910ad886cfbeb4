// A hand that lets go is heard at once, keys after a pause.
const KEY_PAUSE_MS = 250;
function later(state, act) {
  clearTimeout(state.timer);
  state.timer = setTimeout(act, state.byKey ? KEY_PAUSE_MS : 0);
}
