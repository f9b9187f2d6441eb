// The till begins: one tab sells, what is kept is read, and the screen is the one that the state asks for.

import { pairing, secondTab, shift } from "./entry.js";
import { counter, draw, typedAnywhere } from "./counter.js";
import * as link from "./link.js";
import { say, setHouse, tell, toast } from "./ui.js";

let current = "";

// A screen changes when it has to: nobody's typing is taken from under them.
function next() {
  const { me, copy, shift: open } = link.till;
  if (copy) setHouse(copy.business);
  const wanted = !me ? "pairing" : !open ? "shift" : "counter";
  if (wanted === current) return wanted === "counter" && draw();
  current = wanted;
  return { pairing: () => pairing(next), shift: () => shift(next), counter: () => counter(next) }[wanted]();
}

async function start() {
  await link.begin();
  next();
  link.onChange((what, about) => {
    if (what === "unpaired") {
      if (current !== "pairing") void tell(say("unpaired"));
      link.till.me = null;
    }
    if (what === "found") toast(say("was-booked", { label: about.label }));
    if (what === "refused") toast(say("was-refused", { label: about.sale.label, why: about.failure.message }));
    next();
  });
  addEventListener("keydown", typedAnywhere);
  if (link.till.me) await link.settle().catch(() => {});
  link.beat();
}

navigator.serviceWorker?.register("/till/sw.js", { scope: "/till/" }).catch(() => {});
if (!navigator.locks || !globalThis.indexedDB || !crypto.subtle) void tell(say("too-old"));
else {
  // Held as long as this tab lives. Another one waits for it, and says so.
  navigator.locks.request("onaccount-till", { ifAvailable: true }, (mine) => {
    if (mine) return (void start(), new Promise(() => {}));
    secondTab();
    void navigator.locks.request("onaccount-till", () => location.reload());
    return undefined;
  });
}
