// The sale on the screen: who buys, what, and what it comes to.

import { basket, changing, total } from "./basket.js";
import { charge, onDrawn, pay, split } from "./checkout.js";
import { get, post } from "./door.js";
import * as find from "./find.js";
import * as link from "./link.js";
import { moreOf } from "./more.js";
import { asked } from "./network.js";
import { askLine } from "./pay.js";
import * as cart from "./sale.js";
import { OFFLINE } from "./sales.js";
import { ours, spendable, spendableUntil, till } from "./state.js";
import { allow, dialog, fill, hour, house, keypad, make, money, onPress, plain, put, say, show, showIf, slot } from "./ui.js";

let screen;
let seen = ""; // what is drawn: nothing is drawn twice under somebody's finger

export function counter(leave) {
  seen = "";
  const more = (at) => moreOf({ at, linkTo, leave: () => endShift(leave), refresh: draw });
  screen = onPress(make("counter"), {
    fewer: changing((key) => step(key, -cart.ONE)),
    more: changing((key) => step(key, cart.ONE)),
    line: changing((key) => changeLine(Number(key.dataset.at))),
    nobody: changing(() => linkTo(null)),
    pay: (key) => pay(till.menu.methods.find((method) => method.id === Number(key.dataset.method))),
    split: () => split(),
    clerk: () => endShift(leave),
    menu: changing(() => more()),
    group: (key) => find.choose(key.dataset.group),
    amount: changing(plainAmount),
    waiting: () => more("waiting"),
    open: changing(() => more("open")),
  });
  onDrawn((news) => (draw(), news?.isNew && (find.clear(), slot(screen, "find").focus())));
  find.finding(screen, { add: changing(add), amount: changing(addAmount), link: changing(linkTo), onward });
  show(screen);
  draw();
  find.goods();
}

export function draw() {
  if (!screen?.isConnected) return;
  const { sale, isSelling } = basket;
  const lost = till.isOnline ? null : [till.lostAt, till.isKept, till.clock.is_void, sale.customer && spendable(sale.customer.number)];
  const now = JSON.stringify([sale, isSelling, till.me.name, till.shift, till.rights, till.menu, till.isOnline, lost, ours().map((each) => each.state)]);
  if (now === seen) return;
  seen = now;
  const held = whereItWas();
  fill(screen, { till: till.me.name, clerk: till.shift?.name ?? "" });
  screen.setAttribute("aria-busy", String(isSelling));
  network();
  const sum = total();
  put(screen, "lines", ...sale.lines.map(line));
  fill(screen, { total: money(sum), items: say("total-of", { count: cart.countOf(sale.lines) }) });
  who(sum);
  methods(sum);
  held();
}

// A key that is drawn anew has the focus that it had.
function whereItWas() {
  const { do: act, at, method } = document.activeElement?.dataset ?? {};
  if (!act || !screen.contains(document.activeElement)) return () => {};
  const wanted = [...(at === undefined ? [] : [`[data-at="${at}"]`]), ...(method === undefined ? [] : [`[data-method="${method}"]`])].join("");
  return () => screen.querySelector(`[data-do="${act}"]${wanted}`)?.focus();
}

function network() {
  const mine = ours();
  showIf(screen, "online", till.isOnline);
  showIf(screen, "offline", !till.isOnline);
  const parts = [];
  if (!till.isOnline) parts.push(say("no-network-since", { at: hour(till.lostAt ?? Date.now()) }), withoutNetwork());
  const [refused, stuck] = ["refused", "stuck"].map((state) => mine.filter((each) => each.state === state).length);
  const count = mine.length - refused - stuck;
  if (count && !till.isOnline) parts.push(say("sales-wait", { count }));
  if (stuck) parts.push(say("sales-stuck", { count: stuck }));
  if (refused) parts.push(say("sales-refused", { count: refused }));
  fill(screen, { note: parts.filter(Boolean).join(" "), "waiting-count": say("see-sales", { count: mine.length }) });
  showIf(screen, "noted", parts.length > 0);
  showIf(screen, "see", mine.length > 0);
}

function withoutNetwork() {
  if (!till.isKept) return say("not-kept");
  if (till.clock.is_void) return say("offline-clock");
  const { customer } = basket.sale;
  if (!customer) return "";
  const minor = spendable(customer.number);
  return minor ? say("may-charge", { amount: money(minor), at: hour(spendableUntil(customer.number)) }) : say("may-not-charge");
}

function line(each, at) {
  const made = make("line", {
    name: each.name, each: say(cart.isChanged(each) ? "each-changed" : "each", { price: plain(each.unit_minor), list: plain(each.list_minor ?? 0) }),
    count: cart.quantityText(each.quantity_milli), sum: plain(cart.lineTotal(each)),
  });
  const words = { more: "one-more", fewer: "one-fewer", line: "change-line" };
  for (const key of made.querySelectorAll("[data-do]")) {
    key.dataset.at = at;
    key.setAttribute("aria-label", say(words[key.dataset.do], { name: each.name }));
  }
  return made;
}

const ICONS = ["card", "cash", "voucher", "invoice"];

function methods(sum) {
  const { lines, customer } = basket.sale;
  const accounts = till.menu.methods.filter((each) => each.type === "account");
  const others = till.menu.methods.filter((each) => each.type !== "account");
  put(screen, "pay", ...accounts.map((each) => method(each, lines.length ? money(sum) : "")), ...others.map((each) => method(each, "")),
    ...(till.menu.methods.length > 1 ? [allow(make("split-key"), lines.length ? "" : say("fault-lines"))] : []));
  showIf(screen, "no-menu", till.menu.methods.length === 0);
  showIf(screen, "no-account-key", Boolean(customer) && till.menu.methods.length > 0 && accounts.length === 0);
}

function method(each, sum) {
  const key = make(each.type === "account" ? "pay-account" : "pay-key", { name: each.name, sum });
  key.dataset.method = each.id;
  for (const icon of key.querySelectorAll("[data-icon]")) icon.toggleAttribute("hidden", icon.dataset.icon !== each.type || !ICONS.includes(each.type));
  return allow(key, whyNot(each));
}

function whyNot(method) {
  const { lines, customer } = basket.sale;
  if (!lines.length) return say("fault-lines");
  if (!till.isOnline && !OFFLINE.includes(method.type)) return say("needs-network", { name: method.name });
  if (["account", "invoice"].includes(method.type) && !customer) return say("needs-customer", { name: method.name });
  if (method.type === "account" && till.isOnline && customer.may && customer.may !== "nothing_left") return customer.sentence;
  return "";
}

function who(sum) {
  const { customer } = basket.sale;
  showIf(screen, "who", Boolean(customer));
  showIf(screen, "guest", !customer);
  if (!customer) return;
  const held = spendable(customer.number);
  const left = till.isOnline ? customer.available_minor : held;
  const isNo = Boolean(customer.may) && till.isOnline;
  const hasFigure = !till.isOnline || customer.limit_minor !== undefined && customer.may !== "no_account";
  fill(screen, {
    customer: customer.name, number: [say("number", { number: customer.number }), customer.city].filter(Boolean).join(", "),
    "left-name": say(till.isOnline ? "left-to-use" : "held-here"), left: left == null ? say("no-limit") : money(left),
    may: customer.sentence ?? "",
  });
  showIf(screen, "left-of", hasFigure);
  showIf(screen, "may", isNo);
  showIf(screen, "open-account", isNo && customer.may === "no_account" && ["free", "code"].includes(till.rights.add_account));
  const limit = till.isOnline ? (customer.limit_minor ?? null) : held;
  showIf(screen, "meter", limit > 0);
  if (limit > 0) meter(customer, sum, limit, left ?? 0);
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
  slot(screen, "meter").classList.toggle("meter--over", sum > 0 && over > 0);
  fill(screen, {
    "key-owed": till.isOnline ? say("owed", { amount: plain(owed) }) : "", "key-limit": say("limit", { amount: plain(limit) }),
    "key-held": held ? say("held", { amount: plain(held) }) : "",
    "key-adds": sum > 0 && over > 0 ? say("too-much", { amount: plain(over) }) : sum ? say("this-sale", { amount: plain(sum) }) : "",
  });
}

// --- lines ---------------------------------------------------------------------------------------------------------

function step(key, milli) {
  const { sale } = basket;
  const at = Number(key.dataset.at);
  sale.lines = cart.withQuantity(sale.lines, at, sale.lines[at].quantity_milli + milli);
  draw();
  prices();
}

function add(product) {
  basket.sale.lines = cart.withProduct(basket.sale.lines, product);
  added();
  prices();
}

function addAmount(minor) {
  basket.sale.lines = cart.withAmount(basket.sale.lines, say("plain-amount"), minor);
  added();
}

function added() {
  find.clear();
  draw();
  slot(screen, "lines").lastElementChild?.scrollIntoView({ block: "nearest" });
}

async function changeLine(at) {
  const { sale } = basket;
  const changed = await askLine(sale.lines[at], { mayChangePrice: ["free", "code"].includes(till.rights.price_override) });
  if (!changed || sale !== basket.sale) return;
  sale.lines = cart.withQuantity(sale.lines, at, changed.quantity_milli);
  if (changed.quantity_milli) sale.lines = cart.withPrice(sale.lines, at, changed.unit_minor);
  draw();
  prices();
}

let priced = 0;

// What this customer pays for so many. Without an answer it is the list's price.
async function prices() {
  const { sale } = basket;
  const { customer } = sale;
  const mine = ++priced;
  const quantities = {};
  for (const { product, quantity_milli } of sale.lines) if (product != null) quantities[product] = (quantities[product] ?? 0) + quantity_milli;
  const products = Object.keys(quantities).map(Number);
  if (!customer || !products.length || !till.isOnline) return;
  try {
    const found = await asked(() => post("prices/", { customer: customer.number, products, quantities }, { patience: 4_000 }));
    if (mine !== priced || basket.isSelling || sale !== basket.sale) return;
    sale.lines = cart.withPrices(sale.lines, found.prices);
    draw();
  } catch { /* the list's price stands */ }
}

async function plainAmount() {
  const { sale } = basket;
  const isOpen = sale.customer && !(till.isOnline && sale.customer.may && sale.customer.may !== "nothing_left");
  const account = isOpen && till.menu.methods.find((each) => each.type === "account");
  const found = await dialog("amount", { charge: account ? say("charge-to", { name: account.name }) : "" }, (box, close) => {
    const read = (isCharge) => {
      const minor = cart.readAmount(field.value, house.digits);
      if (minor === null) return showIf(box, "faults", true), field.select();
      close({ minor, isCharge });
    };
    const field = keypad(box, () => read(Boolean(account)));
    showIf(box, "charge", Boolean(account));
    onPress(box, { charge: () => read(true), add: () => read(false) });
  });
  if (!found || sale !== basket.sale) return undefined;
  if (found.isCharge) return charge(account, found.minor);
  return addAmount(found.minor);
}

// Enter on nothing that was typed: the first way to pay that there is.
function onward() {
  [...slot(screen, "pay").querySelectorAll("button")].find((key) => key.getAttribute("aria-disabled") !== "true")?.focus();
}

// --- who buys ------------------------------------------------------------------------------------------------------

function linkTo(customer) {
  const { sale } = basket;
  priced++; // what was asked for another customer is not theirs
  sale.customer = customer;
  sale.approvals = {};
  sale.lines = cart.withListPrices(sale.lines, till.products);
  find.clear();
  draw();
  slot(screen, "find").focus();
  prices();
  if (customer) standing(customer);
}

// How the account stands now, and not when the copy was made.
async function standing(customer) {
  if (!till.isOnline) return;
  try {
    const now = await asked(() => get(`customers/${customer.number}/`));
    till.customers.set(now.number, now);
    if (!basket.isSelling && basket.sale.customer?.number === now.number) (basket.sale.customer = now), draw();
  } catch { /* the copy stands */ }
}

async function endShift(leave) {
  const isEnd = till.isOnline || (await dialog("end", {}, (box, close) => onPress(box, { end: () => close(true) })));
  if (!isEnd) return;
  await link.endShift();
  leave();
}
