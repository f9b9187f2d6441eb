// The till begins: one tab sells, what is kept is read, and the screen is the one that the state asks for.

import { pairing, secondTab, shift } from "./entry.js";
import { counter, draw } from "./counter.js";
import { renewed, typedAnywhere } from "./find.js";
import * as link from "./link.js";
import { begin, onChange, till } from "./state.js";
import { onlyOnce, say, setHouse, tell, toast } from "./ui.js";

let current = "";

// A screen changes when it has to: nobody's typing is taken from under them.
function next() {
  const { me, isPaired, copy, shift: open } = till;
  if (copy) setHouse(copy.business);
  const wanted = !me || !isPaired ? "pairing" : !open ? "shift" : "counter";
  if (wanted === current) return wanted === "counter" && draw();
  current = wanted;
  return { pairing: () => pairing(next), shift: () => shift(next), counter: () => counter(next) }[wanted]();
}

const NEWS = {
  unpaired: () => void tell(say("unpaired")),
  found: (sale) => toast(say("was-booked", { label: sale.label })),
  refused: (sale) => toast(say("was-refused", { label: sale.label, why: sale.refusal ?? sale.fate?.refusal?.message ?? "" })),
  products: renewed,
};

async function start() {
  await begin();
  next();
  onChange((what, about) => {
    NEWS[what]?.(about);
    next();
  });
  addEventListener("keydown", onlyOnce, { capture: true });
  addEventListener("keydown", typedAnywhere);
  if (till.me) await link.settle().catch(() => {});
  link.beat();
}

navigator.serviceWorker?.register("/till/sw.js", { scope: "/till/" }).catch(() => {});
if (!navigator.locks || !globalThis.indexedDB || !crypto.subtle || !AbortSignal.any) void tell(say("too-old"));
else {
  // Held as long as this tab lives. Another one waits for it, and says so.
  navigator.locks.request("onaccount-till", { ifAvailable: true }, (mine) => {
    if (mine) return (void start(), new Promise(() => {}));
    secondTab();
    void navigator.locks.request("onaccount-till", () => location.reload());
    return undefined;
  });
}
