// The till and its server: what is known here, contact with a rising number, the pulse, and sales until they are booked.
//
// A sale has its id and its receipt number, and is on the disk, before it is sent. `asked` ones were sent and may be
// booked or not; `waiting` ones are sold, without network; `stuck` ones the server did not take, for a person.

import { ask, Away, get, post, Refused, renewToken } from "./door.js";
import { copyKey, isCopy, makeKey, sign } from "./keys.js";
import * as rules from "./leases.js";
import { receiptLabel, totalOf } from "./sale.js";
import * as store from "./store.js";

export const OFFLINE = ["cash", "voucher", "account"];
const PULSE = 5_000;
const CONTACT = 60_000;

export const till = {
  me: null, // {till, name, pairing, key, copy_key}
  copy: null, // the server's last answer, verified
  menu: { number: null, methods: [] }, // what was acknowledged, and the server knows it
  shift: null, // {id, clerk, name}
  rights: {},
  customers: new Map(),
  products: [],
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
const changed = (what, about) => heard.forEach((tell) => tell(what, about));

let steady = performance.now();
let queue = Promise.resolve(); // one exchange at a time
const inTurn = (work) => {
  const turn = queue.then(work);
  queue = turn.catch(() => {});
  return turn;
};

// --- what is kept here ---------------------------------------------------------------------------------------------

export async function begin() {
  const names = ["me", "copy", "menu", "shift", "rights", "customers", "leases", "clock", "seq", "receipt", "pages"];
  const [me, copy, menu, shift, rights, customers, leases, clock, seq, receipt, pages] = await Promise.all(names.map(store.fact));
  till.isKept = await store.isKept();
  till.sales = await store.all("sales");
  if (!me) return;
  Object.assign(till, { me, seq: seq ?? 0, receipt: receipt ?? 1, leases: leases ?? [], shift: shift ?? null, rights: rights ?? {} });
  till.menu = menu ?? till.menu;
  till.pages = pages ?? null;
  till.customers = customers ?? new Map();
  till.products = await store.all("products");
  till.clock = rules.ticked(clock ?? { ...till.clock, is_void: true }, Date.now(), null);
  if (copy && (await isCopy(me.copy_key, copy.signature, new TextEncoder().encode(copy.text)))) use(JSON.parse(copy.text));
  else till.leases = till.leases.map((lease) => ({ ...lease, is_returned: true }));
}

function use(copy) {
  till.copy = copy;
  till.answeredAt = Date.parse(copy.at);
}

export function tick() {
  const now = performance.now();
  till.clock = rules.ticked(till.clock, Date.now(), now - steady);
  steady = now;
  return till.clock;
}

export const spendable = (customer) => rules.spendable(till.leases, customer, tick(), till.answeredAt);

// Until when the leases of a customer may be spent, in ms of the wall clock; 0 where there is none.
export const spendableUntil = (customer) =>
  Math.max(0, ...rules.openLeases(till.leases, customer, tick(), till.answeredAt).map((lease) =>
    Math.min(lease.spend_until, Date.now() + lease.spend_until - till.answeredAt - till.clock.elapsed)));

export const ours = () => till.sales.filter((sale) => sale.pairing === till.me?.pairing && sale.till === till.me?.till);
export const unsent = () => ours().filter((sale) => sale.state !== "stuck");

// --- pairing and shifts --------------------------------------------------------------------------------------------

export async function pair(code) {
  const key = await makeKey();
  const given = await post("pairing/", { code, key: key.shown });
  const kept = till.sales; // of an earlier pairing: for a person, and never thrown away
  await store.forget();
  if (kept.length) await store.putAll("sales", kept);
  till.me = { till: given.till, name: given.name, pairing: given.pairing, key: key.own, copy_key: await copyKey(given.copy_key) };
  Object.assign(till, { seq: 0, receipt: given.next_receipt ?? 1, leases: [], shift: null, customers: new Map(), products: [], copy: null });
  till.menu = { number: null, methods: [] };
  await store.keep({ me: till.me, seq: 0, receipt: till.receipt });
  till.isKept = (await store.askToKeep()) || (await store.isKept());
  await contact();
}

export async function openShift(clerk, pin) {
  const shift = await post("shifts/", { clerk, pin });
  till.shift = { id: shift.shift, clerk: shift.clerk ?? clerk, name: shift.name };
  till.rights = shift.rights ?? {};
  await store.keep({ shift: till.shift, rights: till.rights });
  contact().catch(() => {});
}

export async function endShift() {
  till.shift = null;
  await store.keep({ shift: null });
  await ask("DELETE", "shifts/").catch(() => {});
}

// --- contact -------------------------------------------------------------------------------------------------------

// Report, and take the answer; again at once where it brought a new menu, or asked for leases back.
export async function contact() {
  for (let round = 0; round < 3; round++) if (!(await inTurn(oneContact))) break;
}

async function oneContact() {
  if (!till.me) return false;
  till.leases = rules.givenBack(till.leases, tick(), till.answeredAt);
  const seq = till.seq + 1;
  const acknowledged = till.copy?.version?.number ?? till.menu.number;
  await store.keep({ seq, leases: till.leases, clock: till.clock });
  till.seq = seq;
  const body = new TextEncoder().encode(JSON.stringify({
    till: till.me.till, pairing: till.me.pairing, seq, at: new Date().toISOString(), acknowledged,
    waiting: unsent().length, leases: rules.reported(till.leases),
  }));
  const since = till.isFresh && till.copy ? `?customers_since=${encodeURIComponent(till.copy.at)}` : "";
  const sent = performance.now();
  const headers = { "Content-Type": "application/json", "X-Signature": await sign(till.me.key, body) };
  const answer = await heardOf(() => ask("POST", `contact/${since}`, { body, headers }));
  const isOurs = await isCopy(till.me.copy_key, answer.headers.get("X-Copy-Signature") ?? "", new TextEncoder().encode(answer.text));
  if (!isOurs || answer.body.seq !== till.seq) return false;
  return await apply(answer, acknowledged, sent);
}

async function apply(answer, acknowledged, sent) {
  const copy = answer.body;
  use(copy);
  renewToken(copy.csrf);
  till.leases = rules.answered(till.leases, copy.leases ?? []);
  till.clock = { ...rules.freshClock(Date.now()), elapsed: performance.now() - sent };
  steady = performance.now();
  for (const customer of copy.customers ?? []) till.customers.set(customer.number, customer);
  till.isFresh = true;
  till.shift = copy.shift ? { id: copy.shift.id, clerk: copy.shift.clerk, name: copy.shift.name } : null;
  till.rights = copy.rights ?? till.rights;
  if (copy.version && copy.version.number === acknowledged) till.menu = copy.version;
  const { customers: _left, ...rest } = copy;
  await store.keep({
    copy: { text: answer.text, signature: answer.headers.get("X-Copy-Signature") }, leases: till.leases, clock: till.clock,
    customers: till.customers, menu: till.menu, shift: till.shift, rights: till.rights,
  });
  if (rest.products_version !== till.pages) await takeProducts(rest.products_version).catch(() => {});
  changed("contact");
  const isNew = copy.version && copy.version.number !== till.menu.number;
  return Boolean(isNew) || till.leases.some((lease) => lease.recalled && !lease.is_returned);
}

async function takeProducts(version) {
  const found = new Map();
  for (let since = ""; since !== null; ) {
    const page = await get(`products/${since === "" ? "" : `?since=${encodeURIComponent(since)}`}`);
    for (const product of page.products) found.set(product.id, product);
    since = page.next ?? null;
  }
  await store.inOne(["products", "facts"], "readwrite", ({ products, facts }) => {
    products.clear();
    for (const product of found.values()) products.put(product);
    facts.put(version, "pages");
  });
  till.products = [...found.values()];
  till.pages = version;
}

// What the network did is seen by whoever asks it something.
async function heardOf(work) {
  try {
    const found = await work();
    online(true);
    return found;
  } catch (failure) {
    online(!(failure instanceof Away));
    if (failure instanceof Refused && failure.code === "till_not_paired") changed("unpaired");
    throw failure;
  }
}

export const asked = heardOf;

function online(isOnline) {
  if (till.isOnline === isOnline) return;
  till.isOnline = isOnline;
  till.lostAt = isOnline ? null : Date.now();
  changed("network");
  if (isOnline) settle().catch(() => {});
}

// Send what waits, and report.
export async function settle() {
  await flush();
  await contact();
}

export function beat() {
  let contactedAt = performance.now();
  const pulse = async () => {
    if (till.me && document.visibilityState === "visible") {
      try {
        const now = await heardOf(() => get("pulse/", { patience: 4_000 }));
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
  addEventListener("offline", () => online(false));
  addEventListener("online", () => void heardOf(() => get("pulse/")).catch(() => {}));
}

// --- sales ---------------------------------------------------------------------------------------------------------

// Make a sale of a draft and ask the server. {receipt}, or {unknown} with no answer. Raises Refused: nothing was sold.
export const sell = async (draft) => await sent(await made(draft, { is_offline: false, state: "asked" }, till.leases));

async function made(draft, how, leases) {
  const seq = till.receipt;
  const sale = {
    ...draft, ...how, id: crypto.randomUUID(), seq, made_at: new Date().toISOString(), version: till.menu.number,
    shift: till.shift.id, clerk: till.shift.name, till: till.me.till, pairing: till.me.pairing,
    label: receiptLabel(till.me.till, till.me.pairing, seq),
  };
  await written(sale, leases, { receipt: seq + 1 });
  till.receipt = seq + 1;
  till.sales.push(sale);
  return sale;
}

// The sale, and what of the leases it spent, in one step.
async function written(sale, leases, more = {}) {
  await store.inOne(["sales", "facts"], "readwrite", ({ sales, facts }) => {
    sales.put(sale);
    for (const [name, value] of Object.entries({ leases, clock: till.clock, ...more })) facts.put(value, name);
  });
  till.leases = leases;
}

const PATHS = { deposit: "deposits/", withdrawal: "withdrawals/" };

function bodyOf(sale) {
  const { id, seq, made_at, version, shift, customer } = sale;
  const about = { id, seq, made_at, version, shift, customer: customer?.number ?? null };
  if (PATHS[sale.kind]) {
    const [{ method, type, amount_minor }] = sale.payments;
    return { ...about, method, type, amount_minor, approval: sale.approvals?.to_move ?? null };
  }
  return {
    ...about, lines: sale.lines, is_offline: sale.is_offline, of: sale.of ?? null, line_of: sale.line_of ?? null,
    payments: sale.payments.map(({ method, type, amount_minor, given_minor, lease }) =>
      ({ method, type, amount_minor, given_minor: given_minor ?? null, lease: lease ?? null })),
    approvals: { to_charge: null, to_exceed: null, to_refund: null, to_override: null, ...sale.approvals },
  };
}

export const sent = (sale) => inTurn(() => oneSent(sale));

async function oneSent(sale) {
  if (!till.sales.includes(sale)) return { receipt: sale.receipt };
  sale.tries = (sale.tries ?? 0) + 1;
  try {
    const receipt = await heardOf(() => post(PATHS[sale.kind] ?? "sales/", bodyOf(sale)));
    await gone(sale);
    sale.receipt = receipt;
    return { receipt };
  } catch (failure) {
    if (!(failure instanceof Refused)) return { unknown: sale };
    // Turned away at the door: that says nothing of what an earlier try came to.
    const isTurnedAway = [401, 403, 429].includes(failure.status);
    if (isTurnedAway && (sale.state === "waiting" || sale.tries > 1)) return { unknown: sale };
    if (sale.state === "waiting") {
      // Sold already: nobody may lose it, so it stays for a person.
      Object.assign(sale, { state: "stuck", refusal: `${failure.message} ${failure.cure}` });
      await store.put("sales", sale);
      changed("stuck", sale);
      return { unknown: sale };
    }
    await gone(sale, { isRefused: true });
    throw failure;
  }
}

// Booked, or refused: nothing of it is to be sent any more. The number of a refused one is used by the next.
async function gone(sale, { isRefused = false } = {}) {
  const isLast = isRefused && till.receipt === sale.seq + 1;
  await store.inOne(["sales", "facts"], "readwrite", ({ sales, facts }) => {
    sales.delete(sale.id);
    if (isLast) facts.put(sale.seq, "receipt");
  });
  if (isLast) till.receipt = sale.seq;
  till.sales = till.sales.filter((other) => other !== sale);
  changed("sales");
}

// Why a sale cannot be finished without network: the name of a sentence, or "".
export function offlineFault(sale) {
  if (!till.isKept) return "not-kept";
  if (sale.kind || sale.of) return "offline-only-sales";
  if (sale.payments.some((payment) => !OFFLINE.includes(payment.type))) return "offline-method";
  if (Object.values(sale.approvals ?? {}).some(Boolean)) return "offline-code";
  if (sale.lines.some((line) => line.list_minor != null && line.list_minor !== line.unit_minor)) return "offline-code";
  const charges = sale.payments.filter((payment) => payment.type === "account");
  if (charges.length > 1) return "offline-one-charge";
  if (!charges.length) return "";
  if (till.rights.pay_with_account !== "free") return "offline-code";
  tick();
  if (till.clock.is_void) return "offline-clock";
  return leaseOf(sale, charges[0]) ? "" : "offline-lease";
}

const leaseOf = (sale, charge) =>
  rules.leaseFor(till.leases, sale.customer.number, charge.amount_minor, till.clock, till.answeredAt);

// A sale without network, from the start: it is sold when this is done. Returns the receipt to show.
export const sellOffline = (draft) =>
  inTurn(async () => {
    const { how, leases } = onLease(draft);
    const sale = await made(draft, how, leases);
    changed("sales");
    return shownOffline(sale);
  });

// Finish without network a sale that was asked for and not answered: under the same id it is booked once.
export const finishOffline = (sale) =>
  inTurn(async () => {
    if (!till.sales.includes(sale)) return sale.receipt; // it was answered meanwhile
    const { how, leases } = onLease(sale);
    const done = { ...sale, ...how };
    await written(done, leases);
    till.sales[till.sales.indexOf(sale)] = done;
    changed("sales");
    return shownOffline(done);
  });

function onLease(sale) {
  const fault = offlineFault(sale);
  if (fault) throw new Refused(409, { code: fault });
  const payments = sale.payments.map((payment) =>
    payment.type === "account" ? { ...payment, lease: leaseOf(sale, payment).id } : payment);
  const leases = payments.reduce(
    (held, payment) => (payment.lease ? rules.spent(held, payment.lease, payment.amount_minor) : held), till.leases);
  return { how: { payments, is_offline: true, state: "waiting" }, leases };
}

export function shownOffline(sale) {
  return {
    id: sale.id, label: sale.label, kind: "sale", clerk: sale.clerk, till: till.me.name, made_at: sale.made_at,
    customer: sale.customer, lines: sale.lines, payments: sale.payments, offline: true,
    total_minor: totalOf(sale.lines, till.copy.business.prices_include_tax), account: null, code: "",
  };
}

export async function flush() {
  for (const sale of [...unsent()].sort((one, other) => one.seq - other.seq)) {
    try {
      const { unknown } = await sent(sale);
      if (unknown && !till.isOnline) return;
      if (!unknown && !sale.is_offline) changed("found", sale);
    } catch (failure) {
      changed("refused", { sale, failure });
    }
  }
}
