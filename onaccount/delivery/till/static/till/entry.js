// Before anybody sells: the device is paired, and somebody opens a shift by their PIN.

import * as link from "./link.js";
import { asked } from "./network.js";
import { till, unkept } from "./state.js";
import { busy, fill, keypad, make, onPress, refusal, say, show, showIf, slot } from "./ui.js";
import { printAll, saveAll, waiting } from "./waiting.js";

export function pairing(done) {
  const screen = make("pairing");
  const draw = () => {
    const [here, count] = [till.sales.length, unkept().length];
    fill(screen, { kept: count ? say("sales-here", { count }) : say("kept-of-earlier", { count: here }) });
    showIf(screen, "sales", here > 0);
    showIf(screen, "send", Boolean(till.me && till.copy));
    slot(screen, "go").disabled = count > 0;
  };
  onPress(screen, {
    print: () => printAll().then(draw),
    save: () => saveAll().then(draw),
    list: () => waiting().then(draw),
    send: (key) => busy(key, async () => {
      till.isPaired = true;
      await link.settle().catch((failure) => refusal(screen, failure));
      if (till.isPaired) done();
      else draw();
    }),
  });
  screen.addEventListener("submit", async (event) => {
    event.preventDefault();
    await busy(slot(screen, "go"), async () => {
      try {
        await link.pair(slot(screen, "code").value);
        done();
      } catch (failure) {
        if (till.me && till.isPaired) return done();
        refusal(screen, failure);
        slot(screen, "code").select();
      }
    });
  });
  show(screen);
  draw();
}

export function shift(done) {
  const screen = make("shift", { till: till.me.name });
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
        await asked(() => link.openShift(chosen.id, pin));
        done();
      } catch (failure) {
        field.value = "";
        refusal(screen, failure);
        field.focus();
      }
    });
  });
  const draw = () => {
    const clerks = (till.copy?.clerks ?? []).filter((clerk) => clerk.has_pin);
    slot(screen, "clerks").replaceChildren(...clerks.map((clerk) => {
      const one = make("clerk", { name: clerk.name });
      slot(one, "box").addEventListener("change", () => choose(clerk));
      slot(one, "box").checked = clerk.id === chosen?.id;
      return one;
    }));
    showIf(screen, "nobody", clerks.length === 0);
    if (clerks.length === 1 && !chosen) (slot(screen, "clerks").querySelector("input").checked = true, choose(clerks[0]));
    showIf(screen, "offline", !till.isOnline);
  };
  onPress(screen, { again: async () => (await link.contact().catch(() => {}), draw()) });
  show(screen);
  draw();
}

export function secondTab() {
  show(make("second"));
}
