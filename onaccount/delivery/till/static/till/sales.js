// Sales until they are booked.
//
// A sale has its id and its receipt number, and is on the disk, before it is sent; no number is given twice. `asked`
// ones were sent and may be booked or not; `waiting` ones are sold, without network; `stuck` ones are sold, and the
// server did not take them; `refused` ones are not sold. What became of a sale is only what the server says of its id:
// {receipt}, {refusal}, or {unknown} where it said nothing.

import { get, post, Refused } from "./door.js";
import * as rules from "./leases.js";
import { asked } from "./network.js";
import { isChanged, receiptLabel, totalOf } from "./sale.js";
import { changed, inTurn, ours, tick, till } from "./state.js";
import * as store from "./store.js";

export const OFFLINE = ["cash", "voucher", "account"];
const KEPT = 50; // receipts, to be printed again without network
// Turned away at the door: that says nothing of what an earlier try came to.
const AT_THE_DOOR = [401, 403, 429];
const PATHS = { deposit: "deposits/", withdrawal: "withdrawals/" };

// Sold before, and known from its receipt on paper: it is booked as what was sold without network is.
export const keyIn = (draft) => inTurn(() => made(draft, { is_offline: true, state: "waiting" }, till.leases));

// Make a sale of a draft: it is on the disk when this is done, and may be sent.
export const sell = (draft) => inTurn(() => made(draft, { is_offline: false, state: "asked" }, till.leases));

async function made(draft, how, leases) {
  if (!till.shift) throw new Refused(409, { code: "no_shift" });
  const seq = draft.seq ?? till.receipt;
  const sale = {
    ...draft, ...how, id: draft.id ?? crypto.randomUUID(), seq, tries: (draft.tries ?? 0) + 1, version: till.menu.number,
    made_at: draft.made_at ?? new Date().toISOString(),
    shift: till.shift.id, clerk: till.shift.name, till: till.me.till, pairing: till.me.pairing,
    label: receiptLabel(till.me.till, till.me.pairing, seq),
  };
  const receipt = Math.max(till.receipt, seq + 1);
  await written(sale, leases, { receipt });
  till.receipt = receipt;
  till.sales = [...till.sales.filter((other) => other.id !== sale.id), sale];
  fresh.add(sale.id);
  return sale;
}

// The sale, and what of the leases it spent, in one step.
async function written(sale, leases, more = {}) {
  const { fate: _fate, is_watched: _watched, ...row } = sale;
  await store.inOne(["sales", "facts"], "readwrite", ({ sales, facts }) => {
    sales.put(row);
    for (const [name, value] of Object.entries({ leases, clock: till.clock, ...more })) facts.put(value, name);
  });
  till.leases = leases;
}

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

const fresh = new Set(); // ids of sales whose first try is on the disk, and not made yet
const sending = new Map(); // {sale's id: {fate: Promise, stop: AbortController}}

export function send(sale) {
  if (sale.fate) return Promise.resolve(sale.fate);
  if (!sending.has(sale.id)) {
    const stop = new AbortController();
    sending.set(sale.id, { stop, fate: tried(sale, stop.signal).finally(() => sending.delete(sale.id)) });
  }
  return sending.get(sale.id).fate;
}

async function tried(sale, signal) {
  if (!fresh.delete(sale.id)) await inTurn(() => ((sale.tries = (sale.tries ?? 0) + 1), written(sale, till.leases)));
  try {
    return await booked(sale, await asked(() => post(PATHS[sale.kind] ?? "sales/", bodyOf(sale), { signal })));
  } catch (failure) {
    if (!(failure instanceof Refused)) return { unknown: sale };
    const isFirst = sale.tries === 1 && sale.state === "asked";
    return isFirst ? ended(sale, failure) : ofAnEarlierTry(sale, failure);
  }
}

// Refused now; but an earlier try may have been booked.
async function ofAnEarlierTry(sale, failure) {
  const receipt = await toldOf(sale);
  if (receipt) return booked(sale, receipt);
  if (receipt === undefined || AT_THE_DOOR.includes(failure.status)) return { unknown: sale };
  const isSold = sale.state === "waiting" || sale.state === "stuck"; // nobody may lose it, so it stays for a person
  sale.refusal = `${failure.message} ${failure.cure}`;
  sale.state = isSold ? "stuck" : "refused";
  await inTurn(() => written(sale, till.leases));
  changed(isSold ? "stuck" : "refused", sale);
  return isSold ? { unknown: sale } : { refusal: failure, sale };
}

// The receipt of a sale; null where the server has none, undefined where it does not say.
async function toldOf(sale) {
  try {
    return await asked(() => get(`sales/${sale.id}/`));
  } catch (failure) {
    return failure.code === "no_such_sale" ? null : undefined;
  }
}

const booked = (sale, receipt) =>
  inTurn(async () => {
    // Booked as it was asked for with network: what it took of a lease without is not spent.
    const isBack = sale.is_offline && !receipt.offline;
    const leases = isBack ? sale.payments.reduce((held, { lease, amount_minor }) => (lease ? rules.spent(held, lease, -amount_minor) : held), till.leases) : till.leases;
    await store.inOne(["sales", "receipts", "facts"], "readwrite", ({ sales, receipts, facts }) => {
      sales.delete(sale.id);
      receipts.put(receipt);
      facts.put(leases, "leases");
    });
    till.leases = leases;
    return left(sale, { receipt });
  });

// Not sold, and nothing of it is on its way: only its number is used.
const ended = (sale, refusal) => inTurn(async () => (await store.drop("sales", sale.id), left(sale, { refusal, sale })));

function left(sale, fate) {
  sale.fate = fate;
  till.sales = till.sales.filter((other) => other.id !== sale.id);
  changed("sales");
  return fate;
}

// A person has dealt with it: sold again, or keyed in from its receipt.
export const dealtWith = (sale) => inTurn(async () => (await store.drop("sales", sale.id), void left(sale, {})));

// It stands on paper or in a file.
export const markKept = (sales) =>
  inTurn(async () => {
    for (const sale of sales) await written(Object.assign(sale, { kept_at: Date.now() }), till.leases);
  });

export async function flush() {
  const waiting = ours().filter((sale) => sale.state !== "stuck").sort((one, other) => one.seq - other.seq);
  for (const sale of waiting) {
    if (sale.state === "refused") {
      const receipt = await toldOf(sale); // a try that was long on its way
      if (receipt) changed("found", (await booked(sale, receipt), sale));
      continue;
    }
    const { receipt, unknown, refusal } = await send(sale);
    if (unknown && !till.isOnline) return;
    if (receipt && !sale.is_offline && !sale.is_watched) changed("found", sale);
    if (refusal && !sale.is_watched) changed("refused", sale);
  }
}

// --- without network -----------------------------------------------------------------------------------------------

// Why a sale cannot be finished without network: the name of a sentence, or "".
export function offlineFault(sale) {
  if (!till.isKept) return "not-kept";
  if (sale.kind || sale.of) return "offline-only-sales";
  if (sale.payments.some((payment) => !OFFLINE.includes(payment.type))) return "offline-method";
  if (Object.values(sale.approvals ?? {}).some(Boolean)) return "offline-code";
  if (sale.lines.some(isChanged) && till.rights.price_override !== "free") return "offline-code";
  const charges = sale.payments.filter((payment) => payment.type === "account");
  if (charges.length > 1) return "offline-one-charge";
  if (!charges.length) return "";
  if (till.rights.pay_with_account !== "free") return till.rights.pay_with_account === "code" ? "offline-code" : "offline-right";
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

// Finish without network a sale that was asked for and not answered: under the same id it is booked once. Its fate.
export async function finishOffline(sale) {
  const underWay = sending.get(sale.id);
  underWay?.stop.abort();
  await underWay?.fate;
  return inTurn(async () => {
    if (sale.fate) return sale.fate; // it was answered meanwhile
    if (sale.state !== "asked") return { refusal: new Refused(409, { sentence: sale.refusal }), sale };
    const { how, leases } = onLease(sale);
    await written({ ...sale, ...how }, leases);
    Object.assign(sale, how);
    changed("sales");
    return { receipt: shownOffline(sale) };
  });
}

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
  const isMoney = Boolean(PATHS[sale.kind]);
  const paid = sale.payments.reduce((sum, payment) => sum + payment.amount_minor, 0);
  return {
    id: sale.id, label: sale.label, kind: sale.kind ?? (sale.of ? "return" : "sale"), clerk: sale.clerk, made_at: sale.made_at,
    customer: sale.customer, lines: sale.lines, payments: sale.payments, offline: true, account: null, code: "",
    total_minor: isMoney ? paid : totalOf(sale.lines, till.copy?.business.prices_include_tax ?? true),
  };
}

// --- receipts that were booked --------------------------------------------------------------------------------------

// The last ones of this device, the newest first.
export async function receiptsHere() {
  const receipts = (await store.all("receipts")).sort((one, other) => (one.made_at < other.made_at ? 1 : -1));
  for (const old of receipts.slice(KEPT)) await store.drop("receipts", old.id);
  return receipts.slice(0, KEPT);
}

