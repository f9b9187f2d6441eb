// The till and its server: pairing, shifts, contact with a rising number, the pulse.

import { ask, get, post, Refused, renewToken } from "./door.js";
import { copyKey, isCopy, makeKey, sign } from "./keys.js";
import * as rules from "./leases.js";
import { asked, online } from "./network.js";
import { flush } from "./sales.js";
import { answeredNow, changed, inTurn, onChange, tick, till, unkept, unsent, use } from "./state.js";
import * as store from "./store.js";

const PULSE = 5_000;
const CONTACT = 60_000;

// --- pairing -------------------------------------------------------------------------------------------------------

export async function pair(code) {
  if (unkept().length) throw new Refused(409, { code: "sales-here" });
  const key = await makeKey();
  const given = await post("pairing/", { code, key: key.shown });
  const me = { till: given.till, name: given.name, pairing: given.pairing, key: key.own, copy_key: await copyKey(given.copy_key) };
  const receipt = given.next_receipt ?? 1;
  await store.begun({ me, seq: 0, receipt });
  Object.assign(till, {
    me, receipt, seq: 0, isPaired: true, leases: [], shift: null, ending: null, customers: new Map(), products: [], pages: null, copy: null,
    menu: { number: null, methods: [] }, rights: {}, clock: rules.freshClock(Date.now()),
  });
  isFresh = false;
  till.isKept = (await store.askToKeep()) || (await store.isKept());
  await contact();
}

// --- shifts --------------------------------------------------------------------------------------------------------

let shifts = 0; // how often it changed here: an answer that was asked for before knows nothing of it
let telling = null;

export async function openShift(clerk, pin) {
  await telling; // or it would end the shift that opens now
  const shift = await post("shifts/", { clerk, pin });
  shifts++;
  till.shift = { id: shift.shift, clerk: shift.clerk ?? clerk, name: shift.name };
  till.rights = shift.rights ?? {};
  till.ending = null; // whoever sold before has stopped by that
  await store.keep({ shift: till.shift, rights: till.rights, ending: null });
  contact().catch(() => {});
}

// It is ended here at once, and stays so: the server is told when it can be.
export async function endShift() {
  if (!till.shift) return;
  shifts++;
  till.ending = till.shift.id;
  till.shift = null;
  await store.keep({ shift: null, ending: till.ending });
  tellEnd();
}

function tellEnd() {
  if (!till.ending) return;
  telling ??= toldEnd(till.ending).finally(() => (telling = null));
}

async function toldEnd(shift) {
  try {
    await asked(() => ask("DELETE", "shifts/", { body: JSON.stringify({ shift }), headers: { "Content-Type": "application/json" } }));
  } catch (failure) {
    if (failure.code !== "no_shift") return;
  }
  if (till.ending === shift) till.ending = null;
  await store.keep({ ending: till.ending });
}

// Nobody sells here any more, says the server.
export async function lostShift() {
  shifts++;
  till.shift = null;
  await store.keep({ shift: null });
  changed("shift");
}

// --- contact -------------------------------------------------------------------------------------------------------

let isFresh = false; // the customers of the copy are those of this session
const known = new Set(); // their numbers; beside them stand those that were looked for
let contacting = null;

// Report, and take the answer; again at once where it brought a new menu, or asked for leases back.
export function contact() {
  contacting ??= (async () => {
    for (let round = 0; round < 3; round++) if (!(await oneContact())) break;
  })().finally(() => (contacting = null));
  return contacting;
}

async function oneContact() {
  if (!till.me) return false;
  const { me } = till;
  const acknowledged = till.copy?.version?.number ?? till.menu.number;
  const asOf = shifts;
  const body = await inTurn(async () => {
    till.leases = rules.givenBack(till.leases, tick(), till.answeredAt);
    const seq = till.seq + 1;
    await store.keep({ seq, leases: till.leases, clock: till.clock });
    till.seq = seq;
    return new TextEncoder().encode(JSON.stringify({
      till: me.till, pairing: me.pairing, seq, at: new Date().toISOString(), acknowledged,
      waiting: unsent().length, leases: rules.reported(till.leases),
    }));
  });
  const since = isFresh && till.copy ? `?customers_since=${encodeURIComponent(till.copy.at)}` : "";
  const sent = performance.now();
  const headers = { "Content-Type": "application/json", "X-Signature": await sign(me.key, body) };
  const answer = await asked(() => ask("POST", `contact/${since}`, { body, headers }));
  const isOurs = await isCopy(me.copy_key, answer.headers.get("X-Copy-Signature") ?? "", new TextEncoder().encode(answer.text));
  if (!isOurs || answer.body.seq !== till.seq || me !== till.me) return false;
  await inTurn(() => apply(answer, acknowledged, sent, asOf));
  await takeProducts(answer.body.products_version).catch(() => {});
  changed("contact");
  const isNew = till.copy.version && till.copy.version.number !== till.menu.number;
  return Boolean(isNew) || till.leases.some((lease) => lease.recalled && !lease.is_returned);
}

async function apply(answer, acknowledged, sent, asOf) {
  const copy = answer.body;
  use(copy);
  renewToken(copy.csrf);
  till.leases = rules.answered(till.leases, copy.leases ?? []);
  answeredNow(sent);
  takeCustomers(copy);
  if (asOf === shifts) takeShift(copy.shift, copy.rights);
  if (copy.version && copy.version.number === acknowledged) till.menu = copy.version;
  await store.keep({
    copy: { text: answer.text, signature: answer.headers.get("X-Copy-Signature") }, leases: till.leases, clock: till.clock,
    customers: till.customers, menu: till.menu, shift: till.shift, rights: till.rights,
  });
}

// Those that changed and those that went, or all; whoever counts others than the server asks for all the next time.
function takeCustomers({ customers = [], customers_whole, customers_gone = [], customers_count }) {
  if (customers_whole) (known.clear(), till.customers.clear());
  for (const number of customers_gone) (till.customers.delete(number), known.delete(number));
  for (const each of customers) (till.customers.set(each.number, each), known.add(each.number));
  isFresh = customers_count === undefined || customers_count === known.size;
}

function takeShift(told, rights) {
  till.rights = rights ?? {};
  const isEnded = told && told.id === till.ending;
  till.shift = told && !isEnded ? { id: told.id, clerk: told.clerk, name: told.name } : null;
  if (isEnded) tellEnd();
}

// Page after page; only what changed, where the server knows what this till has.
async function takeProducts(version) {
  if (!version || version === till.pages) return;
  const found = new Map();
  const gone = [];
  let [since, isWhole, asOf] = [till.pages, true, null];
  do {
    const page = await get(`products/${since ? `?since=${encodeURIComponent(since)}` : ""}`);
    for (const product of page.products) found.set(product.id, product);
    gone.push(...(page.gone ?? []));
    [since, isWhole] = [page.next ?? null, page.whole];
    asOf ??= page.version; // what changes while pages are turned is asked for next time
  } while (since !== null);
  await store.inOne(["products", "facts"], "readwrite", ({ products, facts }) => {
    if (isWhole) products.clear();
    for (const id of gone) products.delete(id);
    for (const product of found.values()) products.put(product);
    facts.put(asOf, "pages");
  });
  till.products = await store.all("products");
  till.pages = asOf;
  changed("products");
}

// Send what waits, and report.
export async function settle() {
  tellEnd();
  await flush();
  await contact();
}

export function beat() {
  let contactedAt = performance.now();
  const pulse = async () => {
    if (till.me && till.isPaired && document.visibilityState === "visible") {
      try {
        const now = await asked(() => get("pulse/", { patience: 4_000 }));
        const differs = now.version !== (till.copy?.version?.number ?? null) || now.recall || now.products_version !== till.pages;
        if (differs || performance.now() - contactedAt > CONTACT || unsent().length) {
          contactedAt = performance.now();
          await settle();
        }
      } catch {
        tick();
        await store.keep({ clock: till.clock }).catch(() => {});
      }
    }
    setTimeout(pulse, PULSE);
  };
  setTimeout(pulse, PULSE);
  onChange((what) => what === "online" && void settle().catch(() => {}));
  addEventListener("offline", () => online(false));
  addEventListener("online", () => void asked(() => get("pulse/")).catch(() => {}));
}
