// What this till knows, and whoever wants to hear that it changed. What is kept on the device is read here at the start.

import { isCopy } from "./keys.js";
import * as rules from "./leases.js";
import * as store from "./store.js";

export const till = {
  me: null, // {till, name, pairing, key, copy_key}
  isPaired: true, // false: the server said that this device is no till any more
  copy: null, // the server's last answer, verified
  menu: { number: null, methods: [] }, // what was acknowledged, and the server knows it
  shift: null, // {id, clerk, name}
  ending: null, // the id of a shift that ended here, and the server was not told
  rights: {},
  customers: new Map(),
  products: [],
  pages: null, // the version of the products
  leases: [],
  sales: [],
  clock: rules.freshClock(Date.now()),
  answeredAt: 0,
  seq: 0,
  receipt: 1,
  isOnline: true,
  lostAt: null,
  isKept: false,
};

const heard = new Set();
export const onChange = (tell) => void heard.add(tell);
export const changed = (what, about) => heard.forEach((tell) => tell(what, about));

// What changes leases or sales does so one after the other, and never waits for the network in its turn.
let queue = Promise.resolve();
export const inTurn = (work) => {
  const turn = queue.then(work);
  queue = turn.catch(() => {});
  return turn;
};

const KEPT = ["me", "copy", "menu", "shift", "ending", "rights", "customers", "leases", "clock", "seq", "receipt", "pages"];

export async function begin() {
  const values = await Promise.all(KEPT.map(store.fact));
  const { copy, clock, ...kept } = Object.fromEntries(KEPT.map((name, at) => [name, values[at]]));
  till.isKept = await store.isKept();
  till.sales = await store.all("sales");
  if (!kept.me) return;
  for (const [name, value] of Object.entries(kept)) if (value !== undefined) till[name] = value;
  // A browser gives to an installed app what it refused to a page; one that asks first must not hold the till up.
  if (!till.isKept) void store.askToKeep().then((isKept) => (till.isKept ||= isKept));
  till.products = await store.all("products");
  till.clock = rules.ticked(clock ?? { ...till.clock, is_void: true }, Date.now(), null);
  if (copy && (await isCopy(till.me.copy_key, copy.signature, new TextEncoder().encode(copy.text)))) use(JSON.parse(copy.text));
  else till.leases = till.leases.map((lease) => ({ ...lease, is_returned: true }));
}

export function use(copy) {
  till.copy = copy;
  till.answeredAt = Date.parse(copy.at);
}

// --- clocks and leases ---------------------------------------------------------------------------------------------

let steady = performance.now();

export function tick() {
  const now = performance.now();
  till.clock = rules.ticked(till.clock, Date.now(), now - steady);
  steady = now;
  return till.clock;
}

export function answeredNow(sent) {
  till.clock = { ...rules.freshClock(Date.now()), elapsed: performance.now() - sent };
  steady = performance.now();
}

export const spendable = (customer) => rules.spendable(till.leases, customer, tick(), till.answeredAt);

// Until when the leases of a customer may be spent, in ms of the wall clock; 0 where there is none.
export const spendableUntil = (customer) =>
  Math.max(0, ...rules.openLeases(till.leases, customer, tick(), till.answeredAt).map((lease) =>
    Math.min(lease.spend_until, Date.now() + lease.spend_until - till.answeredAt - till.clock.elapsed)));

// --- sales that are on this device ---------------------------------------------------------------------------------

export const ours = () => till.sales.filter((sale) => sale.pairing === till.me?.pairing && sale.till === till.me?.till);
export const unsent = () => ours().filter((sale) => ["asked", "waiting"].includes(sale.state));
// What would be gone from everywhere with this device's storage: neither booked, nor on paper or in a file.
export const unkept = () => till.sales.filter((sale) => !sale.kept_at && sale.state !== "refused");
