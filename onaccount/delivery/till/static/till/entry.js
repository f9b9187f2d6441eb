// Before anybody sells: the device is paired, and somebody opens a shift by their PIN.

import * as link from "./link.js";
import { busy, fill, keypad, make, onPress, refusal, say, show, showIf, slot } from "./ui.js";

export function pairing(done) {
  const screen = make("pairing");
  const stuck = link.till.sales.length;
  fill(screen, { kept: stuck ? say("kept-of-earlier", { count: stuck }) : "" });
  showIf(screen, "kept", stuck > 0);
  screen.addEventListener("submit", async (event) => {
    event.preventDefault();
    await busy(slot(screen, "go"), async () => {
      try {
        await link.pair(slot(screen, "code").value);
        done();
      } catch (failure) {
        if (link.till.me) return done();
        refusal(screen, failure);
        slot(screen, "code").select();
      }
    });
  });
  show(screen);
}

export function shift(done) {
  const screen = make("shift", { till: link.till.me.name });
  const clerks = (link.till.copy?.clerks ?? []).filter((clerk) => clerk.has_pin);
  let chosen = null;
  const choose = (clerk) => {
    chosen = clerk;
    fill(screen, { "pin-of": say("pin-of", { name: clerk.name }) });
    showIf(screen, "pin", true);
    field.value = "";
    field.focus();
  };
  const field = keypad(slot(screen, "pin"), async (pin) => {
    if (!pin || !chosen) return;
    await busy(slot(screen, "go"), async () => {
      try {
        await link.asked(() => link.openShift(chosen.id, pin));
        done();
      } catch (failure) {
        field.value = "";
        refusal(screen, failure);
      }
    });
  });
  slot(screen, "clerks").replaceChildren(...clerks.map((clerk) => {
    const one = make("clerk", { name: clerk.name });
    slot(one, "box").addEventListener("change", () => choose(clerk));
    return one;
  }));
  showIf(screen, "nobody", clerks.length === 0);
  onPress(screen, { again: async () => (await link.contact().catch(() => {}), shift(done)) });
  show(screen);
  if (clerks.length === 1) {
    screen.querySelector("input[type=radio]").checked = true;
    choose(clerks[0]);
  }
}

export function secondTab() {
  show(make("second"));
}
