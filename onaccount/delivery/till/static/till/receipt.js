// A receipt on the screen, and 80 mm wide on paper.

import { lineTotal, quantityText, taxesOf } from "./sale.js";
import { till } from "./state.js";
import { dialog, fill, make, money, moment, onPress, plain, put, say, showIf, slot } from "./ui.js";

export function paper(receipt) {
  const business = till.copy?.business ?? { name: "", prices_include_tax: true };
  const customer = receipt.customer && (receipt.customer.name ?? receipt.customer);
  const root = make("receipt", {
    business: business.name, footer: business.footer ?? "", label: receipt.label, at: moment(receipt.made_at),
    till: receipt.till ?? till.me.name, clerk: receipt.clerk ?? "", total: money(receipt.total_minor),
    customer: customer ?? "", kind: say(`kind-${receipt.kind}`), code: receipt.code ?? "", verify: receipt.verify_url ?? "",
  });
  put(root, "lines", ...(receipt.lines ?? []).map((line) => row(
    line.quantity_milli === 1000 ? line.name : `${quantityText(line.quantity_milli)} \u00d7 ${line.name}`,
    plain(line.total_minor ?? lineTotal(line)))));
  put(root, "taxes", ...taxes(receipt, business).map((tax) => row(
    say("tax-of", { rate: String(tax.rate / 10000), net: plain(tax.net_minor) }), plain(tax.tax_minor))));
  put(root, "payments", ...receipt.payments.flatMap((payment) => [
    row(payment.name ?? nameOf(payment), plain(payment.amount_minor)),
    ...(payment.given_minor != null ? [
      row(say("given"), plain(payment.given_minor)), row(say("change"), plain(payment.given_minor - payment.amount_minor)),
    ] : []),
  ]));
  const account = receipt.account;
  put(root, "account", ...(account ? [
    row(say("account-before"), plain(account.before_minor)), row(say("account-after"), plain(account.after_minor)),
    row(say("account-left"), account.left_minor == null ? say("no-limit") : plain(account.left_minor)),
  ] : []));
  showIf(root, "offline", Boolean(receipt.offline) && !receipt.code);
  showIf(root, "exception", Boolean(receipt.exception));
  showIf(root, "proof", Boolean(receipt.code));
  return root;
}

const nameOf = (payment) => (typeof payment.method === "string" ? payment.method : null) ?? till.menu.methods.find((method) => method.id === payment.method)?.name ?? payment.type;

function taxes(receipt, business) {
  if (Array.isArray(receipt.taxes)) return receipt.taxes.map((tax) => ({ ...tax, rate: tax.rate ?? tax.tax_ppm ?? tax.rate_ppm })).filter((tax) => tax.rate);
  return taxesOf(receipt.lines ?? [], business.prices_include_tax).filter((tax) => tax.rate);
}

export const row = (name, sum) => make("receipt-row", { name, sum });

// Shown when a sale is done; also with the change that is handed back.
export function shown(receipt, { title = say("sold"), more } = {}) {
  const isSale = ["sale", "return"].includes(receipt.kind);
  const change = receipt.payments.reduce((sum, payment) => sum + (payment.given_minor != null ? payment.given_minor - payment.amount_minor : 0), 0);
  return dialog("done", { title, change: change ? say("change-is", { change: money(change) }) : "" }, (box, close) => {
    const sheet = paper(receipt);
    put(box, "paper", sheet);
    showIf(box, "change", change > 0);
    fill(box, { on: say(isSale ? "next-sale" : "back-to-sale") });
    more?.(box, close);
    onPress(box, { print: () => print(sheet) });
    slot(box, "next").addEventListener("click", () => close());
  });
}

// A list of what may be chosen: what is chosen, undefined where it is left.
export const chooseOf = (title, rows, { none = "" } = {}) =>
  dialog("list", { title, none }, (box, close) => {
    put(box, "rows", ...rows.map(({ value, ...texts }) => {
      const key = make("list-key", texts);
      key.addEventListener("click", () => close(value));
      return key;
    }));
    showIf(box, "none", rows.length === 0);
  });

// Something to be read and printed, with what else may be done: {do: (close)} by data-do.
export const shownPaper = (title, sheet, acts = {}) =>
  dialog("sheet", { title }, (box, close) => {
    put(box, "paper", sheet);
    for (const key of box.querySelectorAll("[data-extra]")) key.hidden = !(key.dataset.do in acts);
    onPress(box, { print: () => print(sheet), ...Object.fromEntries(Object.entries(acts).map(([name, act]) => [name, (key) => act(close, key)])) });
  });

export function print(...sheets) {
  document.getElementById("paper").replaceChildren(...sheets.map((sheet) => sheet.cloneNode(true)));
  window.print();
}
