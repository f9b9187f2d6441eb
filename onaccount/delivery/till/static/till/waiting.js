// What was sold and not sent yet, and what nobody will take: it is sent, or printed and keyed in by a person.

import { askUnknown } from "./pay.js";
import { chooseOf, paper, print, shown, shownPaper } from "./receipt.js";
import { dealtWith, markKept, send, shownOffline } from "./sales.js";
import { ours, till } from "./state.js";
import { money, moment, plain, say, tell } from "./ui.js";

const paid = (sale) => sale.payments.reduce((sum, payment) => sum + payment.amount_minor, 0);

const noteOf = (sale) => (ours().includes(sale) ? [say(`state-${sale.state}`), sale.refusal].filter(Boolean).join(" ") : say("state-earlier"));

export async function waiting() {
  const sale = await chooseOf(say("title-waiting"), till.sales.map((each) => ({
    value: each, name: `${each.label} \u00b7 ${moment(each.made_at)}`, note: noteOf(each), sum: money(paid(each)),
  })), { none: say("none-waits") });
  if (!sale) return;
  const isOurs = ours().includes(sale);
  if (isOurs && sale.state === "asked") return fateShown(await askUnknown(sale));
  const acts = {
    ...(isOurs && sale.state !== "refused" ? { again: (close) => close("again") } : {}),
    ...(sale.state === "refused" || sale.state === "stuck" || !isOurs ? { settled: (close) => close("settled") } : {}),
  };
  const act = await shownPaper(noteOf(sale), paper(shownOffline(sale)), acts);
  if (act === "settled") await dealtWith(sale);
  if (act === "again") await fateShown(await send(sale));
}

async function fateShown({ receipt, refusal, unknown }) {
  if (receipt) await shown(receipt);
  else if (refusal) await tell(refusal.message, refusal.cure);
  else if (unknown) await tell(unknown.state === "stuck" ? unknown.refusal : say("no-answer"));
}

export async function printAll() {
  const sales = [...till.sales];
  print(...sales.map((sale) => paper(shownOffline(sale))));
  await markKept(sales);
}

const cell = (text) => `"${String(text ?? "").replaceAll('"', '""').replace(/^(?=[=+@\t\r-])/, "'")}"`;

// A list that any spreadsheet reads: a receipt a row.
export async function saveAll() {
  const sales = [...till.sales];
  const rows = sales.map((sale) => [
    sale.label, sale.made_at, sale.clerk, sale.customer?.number, sale.customer?.name,
    (sale.lines ?? []).map((line) => `${line.quantity_milli / 1000} x ${line.name} ${plain(line.unit_minor)}`).join("; "),
    sale.payments.map((payment) => `${payment.type} ${plain(payment.amount_minor)}`).join("; "), plain(paid(sale)), sale.id,
  ]);
  const head = ["receipt", "made_at", "clerk", "customer_number", "customer", "lines", "payments", "total", "id"];
  const text = [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv" }));
  Object.assign(document.createElement("a"), { href: address, download: `till-sales-${sales[0]?.label ?? ""}.csv` }).click();
  URL.revokeObjectURL(address);
  await markKept(sales);
}
