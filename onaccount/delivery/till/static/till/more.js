// Beside selling: the customer's account, receipts, what waits, and the day.

import { basket } from "./basket.js";
import * as days from "./days.js";
import { Away, get, post, Refused } from "./door.js";
import { customersLike } from "./find.js";
import { fromPaper } from "./keyed.js";
import { asked } from "./network.js";
import { awaited, codes, deedOf } from "./pay.js";
import { chooseOf, paper, row, shown, shownPaper } from "./receipt.js";
import { takeBack } from "./returns.js";
import { readAmount } from "./sale.js";
import { receiptsHere, sell } from "./sales.js";
import { till } from "./state.js";
import { allow, dialog, house, keypad, make, money, moment, onPress, plain, put, say, showIf, slot, tell } from "./ui.js";
import { waiting } from "./waiting.js";

const NEEDS = { deposit: "deposit_withdraw", withdrawal: "deposit_withdraw", open: "add_account", close: "close_day" };
const ONLINE = ["deposit", "withdrawal", "open", "details", "day", "days", "sums"];

export async function moreOf({ at, linkTo, leave, refresh }) {
  const { customer } = basket.sale;
  const chosen = at ?? (await dialog("more", { customer: customer?.name ?? say("no-customer") }, (box, close) => {
    for (const key of box.querySelectorAll("[data-what]")) allow(key, whyNot(key.dataset, customer));
    onPress(box, { choose: (key) => close(key.dataset.what) });
  }));
  const acts = {
    accounts: () => accounts(linkTo), open: () => openAccount(customer, linkTo), deposit: () => move("deposit", customer),
    withdrawal: () => move("withdrawal", customer), details: () => details(customer, linkTo), reprint,
    waiting, keyed: fromPaper, day: days.soFar, days: days.closed, sums: days.period, leave,
  };
  try {
    await acts[chosen]?.();
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Away)) throw failure;
    await tell(failure.message || say("no-answer"), failure.cure ?? "");
  }
  refresh();
}

function whyNot({ what, needs }, customer) {
  if (what === "keyed" && !basket.sale.lines.length) return say("keyed-lines");
  if (needs === "customer" && !customer) return say("find-first");
  if (ONLINE.includes(what) && !till.isOnline) return say("offline-only-sales");
  if (what in NEEDS && !["free", "code"].includes(till.rights[NEEDS[what]])) return say("right-missing", { name: till.shift?.name ?? "" });
  if (what === "open" && customer.may && customer.may !== "no_account") return customer.sentence;
  if (what === "open" && customer.may !== "no_account") return say("has-account", { name: customer.name });
  return "";
}

// --- accounts ------------------------------------------------------------------------------------------------------

// Customers that this till knows, and whoever is looked for.
async function accounts(linkTo) {
  const customer = await dialog("accounts", {}, (box, close) => {
    let searched = 0;
    const list = (customers) => {
      put(box, "rows", ...customers.slice(0, 30).map((each) => {
        const hasAccount = each.may !== "no_account";
        const key = make("list-key", {
          name: each.name, note: [say("number", { number: each.number }), each.city, each.may ? each.sentence : ""].filter(Boolean).join(", "),
          sum: !hasAccount ? "" : each.available_minor == null ? say("no-limit") : money(each.available_minor),
        });
        key.addEventListener("click", () => close(each));
        return key;
      }));
      showIf(box, "none", customers.length === 0);
    };
    const known = (text) => [...till.customers.values()].filter((each) => `${each.number} ${each.name}`.toLowerCase().includes(text.toLowerCase()));
    slot(box, "find").addEventListener("input", async () => {
      const text = slot(box, "find").value.trim();
      const mine = ++searched;
      list(known(text));
      if (text.length < 2 && !/\d/.test(text)) return;
      const found = await customersLike(text);
      if (found && mine === searched) list(found);
    });
    list(known(""));
  });
  if (!customer) return;
  if (till.isOnline) await details(customer, linkTo);
  else linkTo(customer);
}

async function openAccount(customer, linkTo) {
  await codes("add_account", { about: { kind: "customer", key: String(customer.number) } }, async (approval) => {
    const now = await asked(() => post("accounts/", { customer: customer.number, approval }));
    till.customers.set(now.number, now);
    linkTo(now);
  });
}

async function move(kind, customer) {
  const methods = till.menu.methods.filter((each) => ["cash", "card"].includes(each.type));
  if (!methods.length) return tell(say("no-way-to-move"));
  const found = await dialog("move", { title: say(`title-${kind}`, { name: customer.name }) }, (box, close) => {
    const read = () => {
      const minor = readAmount(field.value, house.digits);
      if (minor === null) return showIf(box, "faults", true), field.select();
      close({ minor, method: methods.find((each) => String(each.id) === box.querySelector("input[type=radio]:checked").value) });
    };
    const field = keypad(box, read);
    put(box, "methods", ...methods.map((each, at) => {
      const one = make("method", { name: each.name });
      Object.assign(slot(one, "box"), { value: String(each.id), checked: at === 0 });
      return one;
    }));
  });
  if (!found) return undefined;
  const { method, minor } = found;
  const draft = {
    kind, id: crypto.randomUUID(), customer: { number: customer.number, name: customer.name }, lines: [],
    payments: [{ method: method.id, type: method.type, amount_minor: minor }],
  };
  return codes("deposit_withdraw", deedOf(draft), (approval) =>
    moved(draft, approval, customer), { amount: minor });
}

async function moved(draft, approval, customer) {
  const sale = await sell({ ...draft, approvals: { to_move: approval } });
  const { receipt, refusal } = await awaited(sale);
  if (refusal) {
    Object.assign(draft, { seq: sale.seq, tries: sale.state === "refused" ? sale.tries : 0 });
    throw refusal;
  }
  if (!receipt) return;
  const known = receipt.account && till.customers.get(customer.number);
  if (known) Object.assign(known, { balance_minor: receipt.account.after_minor, available_minor: receipt.account.left_minor });
  await shown(receipt, { title: say(`kind-${draft.kind}`) });
}

const FACTS = [
  ["owed_minor", "details-owed"], ["holds_minor", "details-held"], ["leases_minor", "details-leases"],
  ["limit_minor", "details-limit"], ["rise_minor", "details-rise"], ["available_minor", "left-to-use"], ["withdrawable_minor", "details-own"],
];
const UNLIMITED = ["limit_minor", "available_minor"];

async function details(customer, linkTo) {
  const now = await asked(() => get(`customers/${customer.number}/`));
  till.customers.set(now.number, now);
  const standing = now.account ?? {};
  const isLinked = basket.sale.customer?.number === now.number;
  const act = await dialog("details", { title: now.name, may: now.may ? now.sentence : "", number: [say("number", { number: now.number }), now.city].filter(Boolean).join(", ") }, (box, close) => {
    showIf(box, "may", Boolean(now.may));
    const facts = FACTS.filter(([name]) => standing[name] != null || (now.account && UNLIMITED.includes(name)));
    put(box, "facts", ...facts.filter(([name]) => standing[name] !== 0 || !["holds_minor", "leases_minor", "rise_minor"].includes(name)).map(([name, word]) =>
      row(say(word), standing[name] == null ? say("no-limit") : plain(standing[name]))));
    put(box, "rows", ...(now.postings ?? []).map((each) => row(`${moment(each.at)} ${say(`reason-${each.reason}`)}`, plain(each.amount_minor))));
    showIf(box, "none", !now.postings?.length);
    for (const key of box.querySelectorAll("[data-what]")) {
      const isWanted = { link: !isLinked, open: now.may === "no_account", deposit: Boolean(now.account), withdrawal: Boolean(now.account) }[key.dataset.what];
      key.hidden = !isWanted;
      if (isWanted && key.dataset.what !== "link") allow(key, whyNot(key.dataset, now));
    }
    onPress(box, { choose: (key) => close(key.dataset.what) });
  });
  if (act === "link") return linkTo(now);
  if (act === "open") return openAccount(now, linkTo);
  return act ? move(act, now) : undefined;
}

// --- receipts ------------------------------------------------------------------------------------------------------

async function reprint() {
  const { sales } = till.isOnline ? await asked(() => get("sales/")) : { sales: await receiptsHere() };
  const chosen = await chooseOf(say("title-reprint"), sales.map((sale) => ({
    value: sale, name: `${sale.label} \u00b7 ${moment(sale.made_at)}`,
    note: [say(`kind-${sale.kind}`), sale.customer?.name].filter(Boolean).join(", "), sum: money(sale.total_minor),
  })), { none: say("no-receipts") });
  if (!chosen) return;
  const receipt = chosen.payments ? chosen : await asked(() => get(`sales/${chosen.id}/`));
  const mayTakeBack = till.isOnline && receipt.kind === "sale" && ["free", "code"].includes(till.rights.refund);
  await shownPaper(say("title-reprint"), paper(receipt), mayTakeBack ? { back: (close) => close("back") } : {}).then((act) =>
    act === "back" ? takeBack(receipt) : undefined);
}
