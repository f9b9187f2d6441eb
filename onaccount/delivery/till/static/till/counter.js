// The sale: who buys, what, and how it is paid.

import { Away, get, post, Refused } from "./door.js";
import * as link from "./link.js";
import * as cart from "./sale.js";
import { moreOf } from "./more.js";
import { askCode, askCash, askSplit, askUnknown } from "./pay.js";
import { shown } from "./receipt.js";
import { busy, dialog, fill, hour, house, keypad, make, money, onPress, plain, put, say, show, showIf, slot, tell } from "./ui.js";

const { till } = link;
const FIRST = 60; // articles of a group that are drawn; the rest is found by typing
let sale = { lines: [], customer: null, approvals: {} };
let screen;
let group = "";
let searched = 0;

const includesTax = () => till.copy.business.prices_include_tax;
const total = () => cart.totalOf(sale.lines, includesTax());

export function counter(leave) {
  screen = onPress(make("counter"), {
    fewer: (key) => step(key, -cart.ONE),
    more: (key) => step(key, cart.ONE),
    nobody: () => linkTo(null),
    pay: (key) => busy(key, () => pay(till.menu.methods.find((method) => method.id === Number(key.dataset.method)))),
    split: (key) => busy(key, split),
    clerk: async () => (await link.endShift(), leave()),
    menu: () => moreOf({ customer: sale.customer, leave, refresh: draw }),
    group: (key) => ((group = key.dataset.group), goods()),
    amount: plainAmount,
    waiting: () => moreOf({ at: "waiting", leave, refresh: draw }),
    open: (key) => busy(key, openAccount),
  });
  const field = slot(screen, "find");
  field.addEventListener("input", () => found(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") (event.preventDefault(), scanned(field.value.trim()));
    if (event.key === "Escape") clear();
  });
  show(screen);
  draw();
  goods();
}

// Whatever is typed without a field being in focus is for finding: a scanner types anywhere.
export function typedAnywhere(event) {
  if (!screen?.isConnected || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1 && !event.target.closest("input,textarea,button")) slot(screen, "find").focus();
}

export function draw() {
  if (!screen?.isConnected) return;
  fill(screen, { till: till.me.name, clerk: till.shift?.name ?? "" });
  network();
  put(screen, "lines", ...sale.lines.map(line));
  const sum = total();
  const count = sale.lines.reduce((all, each) => all + each.quantity_milli, 0);
  fill(screen, { total: money(sum), items: say("total-of", { count: cart.quantityText(count) }) });
  const off = sale.customer ? money(sum) : "";
  who(sum);
  put(screen, "pay", ...till.menu.methods.filter((each) => each.type === "account").map((each) => method(each, money(sum))),
    ...till.menu.methods.filter((each) => each.type !== "account").map((each) => method(each, off)),
    ...(till.menu.methods.length > 1 ? [make("split-key")] : []));
  showIf(screen, "no-menu", till.menu.methods.length === 0);
}

function network() {
  const count = link.ours().length;
  showIf(screen, "online", till.isOnline);
  showIf(screen, "offline", !till.isOnline);
  const minor = sale.customer ? link.spendable(sale.customer.number) : 0;
  const until = sale.customer ? link.spendableUntil(sale.customer.number) : 0;
  const parts = [];
  if (!till.isOnline) {
    parts.push(say("no-network-since", { at: hour(till.lostAt ?? Date.now()) }));
    if (!till.isKept) parts.push(say("not-kept"));
    else if (till.clock.is_void) parts.push(say("offline-clock"));
    else if (sale.customer) parts.push(minor ? say("may-charge", { amount: money(minor), at: hour(until) }) : say("may-not-charge"));
  }
  if (count && (!till.isOnline || link.ours().some((each) => each.state === "stuck"))) parts.push(say("sales-wait", { count }));
  fill(screen, { note: parts.join(" "), "waiting-count": say("see-sales", { count }) });
  showIf(screen, "noted", parts.length > 0);
  showIf(screen, "see", count > 0);
}

function line(each, at) {
  const made = make("line", {
    name: each.name, each: say("each", { price: plain(each.unit_minor) }),
    count: cart.quantityText(each.quantity_milli), sum: plain(cart.lineTotal(each)),
  });
  for (const key of made.querySelectorAll("[data-do]")) {
    key.dataset.at = at;
    key.setAttribute("aria-label", say(key.dataset.do === "more" ? "one-more" : "one-fewer", { name: each.name }));
  }
  return made;
}

const ICONS = ["card", "cash", "voucher", "invoice", "account"];

function method(each, sum) {
  const key = make(each.type === "account" ? "pay-account" : "pay-key", { name: each.name, sum });
  key.dataset.method = each.id;
  for (const icon of key.querySelectorAll("[data-icon]")) icon.toggleAttribute("hidden", icon.dataset.icon !== each.type || !ICONS.includes(each.type));
  const needsNetwork = !till.isOnline && !link.OFFLINE.includes(each.type);
  const needsCustomer = ["account", "invoice"].includes(each.type) && !sale.customer;
  if (needsNetwork || needsCustomer || !sale.lines.length) key.setAttribute("aria-disabled", "true");
  if (needsNetwork) key.title = say("needs-network", { name: each.name });
  else if (needsCustomer) key.title = say("needs-customer", { name: each.name });
  return key;
}

function who(sum) {
  const customer = sale.customer;
  showIf(screen, "who", Boolean(customer));
  showIf(screen, "guest", !customer);
  if (!customer) return;
  const held = link.spendable(customer.number);
  const left = till.isOnline ? customer.available_minor : held;
  const isNo = Boolean(customer.may) && till.isOnline;
  fill(screen, {
    customer: customer.name, number: [say("number", { number: customer.number }), customer.city].filter(Boolean).join(", "),
    "left-name": say(till.isOnline ? "left-to-use" : "held-here"), left: left == null ? say("no-limit") : money(left),
    may: customer.sentence ?? "",
  });
  showIf(screen, "may", isNo);
  showIf(screen, "open-account", isNo && customer.may === "no_account" && ["free", "code"].includes(till.rights.add_account));
  const limit = till.isOnline ? (customer.limit_minor ?? null) : held;
  showIf(screen, "meter", !isNo && limit > 0);
  if (!isNo && limit > 0) meter(customer, sum, limit, left ?? 0);
}

function meter(customer, sum, limit, left) {
  const owed = till.isOnline ? Math.max(0, customer.balance_minor ?? 0) : 0;
  const held = till.isOnline ? Math.max(0, limit - owed - left) : 0;
  const part = (minor) => Math.max(0, Math.min(100, (100 * minor) / limit));
  const over = sum - left;
  const bars = { owed: [0, part(owed)], held: [part(owed), part(held)], adds: [Math.min(part(owed + held), 97), part(sum)] };
  for (const [name, [x, width]] of Object.entries(bars)) {
    slot(screen, `bar-${name}`).setAttribute("x", x);
    slot(screen, `bar-${name}`).setAttribute("width", width);
  }
  slot(screen, "meter").classList.toggle("meter--over", over > 0);
  fill(screen, {
    "key-owed": till.isOnline ? say("owed", { amount: plain(owed) }) : "", "key-limit": say("limit", { amount: plain(limit) }),
    "key-held": held ? say("held", { amount: plain(held) }) : "",
    "key-adds": over > 0 ? say("too-much", { amount: plain(over) }) : sum ? say("this-sale", { amount: plain(sum) }) : "",
  });
}

// --- lines ---------------------------------------------------------------------------------------------------------

function step(key, milli) {
  const at = Number(key.dataset.at);
  sale.lines = cart.withQuantity(sale.lines, at, sale.lines[at].quantity_milli + milli);
  draw();
}

function add(product) {
  sale.lines = cart.withProduct(sale.lines, product);
  clear();
  draw();
  slot(screen, "lines").lastElementChild?.scrollIntoView({ block: "nearest" });
  prices();
}

// What this customer pays. Without an answer it is the list's price.
async function prices() {
  const asked = sale;
  const products = [...new Set(sale.lines.map((each) => each.product).filter((id) => id != null))];
  if (!sale.customer || !products.length || !till.isOnline) return;
  try {
    const found = await post("prices/", { customer: sale.customer.number, products });
    if (asked === sale) (sale.lines = cart.withPrices(sale.lines, found.prices)), draw();
  } catch { /* the list's price stands */ }
}

async function plainAmount() {
  const account = sale.customer && till.menu.methods.find((each) => each.type === "account");
  const found = await dialog("amount", { charge: account ? say("charge-to", { name: account.name }) : "" }, (box, close) => {
    const read = (isCharge) => {
      const minor = cart.readAmount(field.value, house.digits);
      if (minor === null) return showIf(box, "faults", true), field.select();
      close({ minor, isCharge });
    };
    const field = keypad(box, () => read(false));
    showIf(box, "charge", Boolean(account));
    onPress(box, { charge: () => read(true) });
  });
  if (!found) return;
  sale.lines = cart.withAmount(sale.lines, say("plain-amount"), found.minor);
  draw();
  if (found.isCharge) await pay(account);
}

// --- finding -------------------------------------------------------------------------------------------------------

const plainText = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const searchText = (customer) => (customer.text ??= plainText(`${customer.number} ${customer.name} ${customer.city ?? ""}`));

function clear() {
  slot(screen, "find").value = "";
  searched++;
  goods();
}

function goods() {
  const groups = [...new Set(till.products.map(topOf))].sort();
  if (!groups.includes(group)) group = groups[0] ?? "";
  put(screen, "groups", ...groups.map((name) => {
    const tab = make("group", { name: name || say("articles") });
    tab.dataset.group = name;
    if (name === group) tab.setAttribute("aria-current", "true");
    return tab;
  }));
  showIf(screen, "groups", groups.length > 1);
  put(screen, "goods", ...till.products.filter((each) => topOf(each) === group).slice(0, FIRST).map(article), make("amount-key"));
}

const topOf = (product) => (Array.isArray(product.category) ? product.category[0] : (product.category ?? "").split(/\s*[>/]\s*/)[0]) ?? "";

function article(product) {
  const key = make("article", { name: product.name, price: plain(product.price_minor) });
  key.addEventListener("click", () => add(product));
  return key;
}

function found(text) {
  const wanted = plainText(text.trim());
  const mine = ++searched;
  if (!wanted) return goods();
  const here = [...till.customers.values()].filter((each) => searchText(each).includes(wanted)).slice(0, 10);
  const articles = till.products.filter((each) => plainText(`${each.name} ${each.sku} ${each.barcode ?? ""}`).includes(wanted)).slice(0, 24);
  results(here, articles);
  if (wanted.length < 2 && !/\d/.test(wanted)) return undefined;
  return setTimeout(async () => {
    if (mine !== searched || !till.isOnline) return;
    try {
      const answer = await get(`customers/?q=${encodeURIComponent(text.trim())}`);
      for (const each of answer.customers) till.customers.set(each.number, each);
      if (mine === searched) results(answer.customers, articles);
    } catch { /* what is known here stands */ }
  }, 150);
}

function results(customers, articles) {
  showIf(screen, "groups", false);
  put(screen, "goods", ...customers.map((each) => {
    const key = make("customer-key", { name: each.name, number: [say("number", { number: each.number }), each.city].filter(Boolean).join(", ") });
    key.addEventListener("click", () => linkTo(each));
    return key;
  }), ...articles.map(article), ...(customers.length + articles.length ? [] : [make("nothing")]));
}

// Enter, from hand or scanner: a barcode, an article's number, a card, a customer's number; or the only thing found.
async function scanned(text) {
  if (!text) return;
  const product = till.products.find((each) => [each.barcode, each.sku].includes(text));
  if (product) return add(product);
  const isTheirs = (each) => String(each.number) === text || (each.cards ?? []).includes(text);
  const known = [...till.customers.values()].find(isTheirs);
  if (known) return linkTo(known);
  const answer = till.isOnline ? await get(`customers/?q=${encodeURIComponent(text)}`).catch(() => null) : null;
  for (const each of answer?.customers ?? []) till.customers.set(each.number, each);
  if (answer?.customers.length === 1) return linkTo(answer.customers[0]);
  const drawn = slot(screen, "goods").querySelectorAll("[data-one]");
  if (drawn.length === 1) drawn[0].click();
}

function linkTo(customer) {
  sale.customer = customer;
  sale.approvals = {};
  clear();
  draw();
  prices();
}

async function openAccount() {
  await guarded(async (approvals) => {
    await link.asked(() => post("accounts/", { customer: sale.customer.number, approval: approvals.to_add ?? null }));
    const answer = await link.asked(() => get(`customers/?q=${sale.customer.number}`));
    const now = answer.customers.find((each) => each.number === sale.customer.number);
    if (now) (till.customers.set(now.number, now), (sale.customer = now));
    draw();
  }, "add_account", "to_add");
}

// --- paying --------------------------------------------------------------------------------------------------------

async function pay(chosen) {
  if (!chosen || !sale.lines.length) return;
  const sum = total();
  let given = null;
  if (chosen.type === "cash") {
    given = await askCash(sum);
    if (given === undefined) return;
  }
  await finish([{ method: chosen.id, type: chosen.type, amount_minor: sum, given_minor: given }]);
}

async function split(_key, first = {}) {
  const payments = await askSplit(total(), sale.customer, first);
  if (payments) await finish(payments);
}

async function finish(payments) {
  const fault = cart.faultOf(sale.lines, payments, includesTax());
  if (fault) return tell(say(`fault-${fault}`));
  const draft = { customer: sale.customer && { number: sale.customer.number, name: sale.customer.name }, lines: sale.lines, payments, approvals: sale.approvals };
  if (!till.isOnline) return offline(draft);
  try {
    const { receipt, unknown } = await link.sell(draft);
    const answer = unknown ? await askUnknown(unknown) : { receipt };
    if (answer) await finished(answer.receipt);
  } catch (failure) {
    if (!(failure instanceof Refused)) throw failure;
    await refused(failure, payments);
  }
}

async function offline(draft) {
  const fault = link.offlineFault(draft);
  if (fault) return tell(say(fault));
  return finished(await link.sellOffline(draft));
}

async function finished(receipt) {
  const known = receipt?.account && sale.customer && till.customers.get(sale.customer.number);
  if (known) Object.assign(known, { balance_minor: receipt.account.after_minor, available_minor: receipt.account.left_minor });
  sale = { lines: [], customer: null, approvals: {} };
  draw();
  goods();
  if (receipt) await shown(receipt);
  slot(screen, "find")?.focus();
}

// A refusal: a manager's code where the clerk's right asks for one, the cure otherwise.
async function refused(failure, payments) {
  const { pay_with_account: charge, exceed_limit: exceed, price_override: override } = till.rights;
  const rights = [];
  if (failure.code === "over_limit" && exceed === "code") rights.push(["exceed_limit", "to_exceed"]);
  if (failure.code === "manager_code") {
    if (charge === "code" && !sale.approvals.to_charge) rights.push(["pay_with_account", "to_charge"]);
    if (exceed === "code" && !sale.approvals.to_exceed) rights.push(["exceed_limit", "to_exceed"]);
    if (override === "code" && sale.lines.some((each) => each.list_minor != null && each.list_minor !== each.unit_minor)) rights.unshift(["price_override", "to_override"]);
  }
  const said = failure.body.available; // as people write it: "362.50"
  const left = said == null ? sale.customer?.available_minor : (cart.readAmount(String(said), house.digits) ?? 0);
  if (failure.code === "over_limit" && sale.customer && Number.isInteger(left)) sale.customer = { ...sale.customer, available_minor: left };
  draw();
  const rest = failure.code === "over_limit" && left > 0 ? total() - left : 0;
  const [right, name] = rights[0] ?? [];
  const answer = await askCode({ failure, right, rest, about: about(), amount: total() });
  if (answer === "rest") return split(null, { account: left });
  if (!answer) return undefined;
  sale.approvals = { ...sale.approvals, [name]: answer };
  return finish(payments);
}

const about = () => ({ kind: "customer", key: String(sale.customer?.number ?? "") });

async function guarded(work, right, name) {
  const approvals = {};
  for (;;) {
    try {
      return await work(approvals);
    } catch (failure) {
      if (failure instanceof Away) return tell(say("no-answer"));
      if (failure.code !== "manager_code" || approvals[name]) return tell(failure.message, failure.cure);
      approvals[name] = await askCode({ failure, right, about: about() });
      if (!approvals[name]) return undefined;
    }
  }
}
