// Goods of an earlier sale come back, and money the way it was paid.

import { Refused } from "./door.js";
import { askCode, askSplit, awaited, deedOf } from "./pay.js";
import { shown } from "./receipt.js";
import * as cart from "./sale.js";
import { sell } from "./sales.js";
import { till } from "./state.js";
import { allow, dialog, fill, make, money, plain, put, onPress, say, slot, tell } from "./ui.js";

export async function takeBack(receipt) {
  const open = receipt.lines.filter((line) => line.quantity_milli > (line.returned_milli ?? 0));
  if (!open.length) return tell(say("all-back"));
  const taken = await askBack(receipt, open);
  if (!taken) return undefined;
  const lines = taken.map(({ line, milli }) => ({
    product: null, sku: line.sku ?? "", name: line.name, quantity_milli: milli, unit_minor: line.unit_minor, list_minor: null, tax_ppm: line.tax_ppm,
  }));
  const total = backTotal(receipt, taken);
  const payments = await payBack(receipt, total);
  if (!payments) return undefined;
  const draft = {
    id: crypto.randomUUID(), of: receipt.id, customer: receipt.customer, lines, payments,
    line_of: Object.fromEntries(taken.map(({ line }, at) => [at, line.position])),
  };
  return sent(draft, total);
}

async function sent(draft, total, approval = null) {
  const sale = await sell({ ...draft, approvals: { to_refund: approval } });
  const { receipt, refusal } = await awaited(sale);
  if (receipt) return shown(receipt, { title: say("kind-return") });
  if (!refusal) return undefined;
  if (refusal.code !== "manager_code" || approval) return tell(refusal.message, refusal.cure);
  const code = await askCode({ failure: refusal, right: "refund", deed: deedOf(draft), amount: total });
  return code ? sent({ ...draft, seq: sale.seq, tries: sale.state === "refused" ? sale.tries : 0 }, total, code) : undefined;
}

// What all that came back comes to after it, less what it came to before: so parts of a line sum up to what was paid.
function backTotal(receipt, taken) {
  const now = new Map(taken.map(({ line, milli }) => [line.position, milli]));
  const back = (more) => cart.totalOf(
    receipt.lines.map((line) => ({ ...line, quantity_milli: (line.returned_milli ?? 0) + more(line) })).filter((line) => line.quantity_milli),
    till.copy.business.prices_include_tax);
  return back((line) => now.get(line.position) ?? 0) - back(() => 0);
}

// [{line, milli}] that come back.
const askBack = (receipt, open) =>
  dialog("back", { title: say("title-back", { label: receipt.label }) }, (box, close) => {
    const rows = open.map((line) => {
      const most = line.quantity_milli - (line.returned_milli ?? 0);
      const row = make("back-row", { name: line.name, most: say("of-most", { most: cart.quantityText(most), price: plain(line.unit_minor) }) });
      const field = slot(row, "amount");
      field.setAttribute("aria-label", say("how-many-back", { name: line.name }));
      slot(row, "rest").addEventListener("click", () => ((field.value = cart.quantityText(most)), tally()));
      return { line, most, row, field };
    });
    const milliOf = ({ field, most }) => {
      const text = field.value.trim();
      if (!text || /^0+$/.test(text)) return 0;
      const milli = cart.readQuantity(text);
      return milli !== null && milli <= most ? milli : null;
    };
    const taken = () => rows.filter((row) => milliOf(row)).map((row) => ({ line: row.line, milli: milliOf(row) }));
    const tally = () => {
      const isGood = rows.every((row) => milliOf(row) !== null) && taken().length > 0;
      fill(box, { sum: money(backTotal(receipt, taken())) });
      allow(slot(box, "go"), isGood ? "" : say("back-what"));
    };
    put(box, "rows", ...rows.map(({ row }) => row));
    box.addEventListener("input", tally);
    onPress(box, { go: () => close(taken()), all: () => (rows.forEach((row) => (row.field.value = cart.quantityText(row.most))), tally()) });
    tally();
  });

// The way it was paid; where it was paid in parts, whoever takes it back says how much of each.
async function payBack(receipt, total) {
  const methods = receipt.payments.map((paid) => till.menu.methods.find((each) => each.type === paid.type && (each.name === paid.method || each.id === paid.method)));
  const usable = [...new Set(methods.filter(Boolean))];
  if (!usable.length) throw new Refused(409, { code: "method", sentence: say("back-method", { name: receipt.payments[0]?.method ?? "" }) });
  if (usable.length === 1 && methods.every(Boolean)) return [{ method: usable[0].id, type: usable[0].type, amount_minor: total, given_minor: null }];
  return askSplit(total, { customer: receipt.customer, methods: usable, title: say("give-back") });
}
