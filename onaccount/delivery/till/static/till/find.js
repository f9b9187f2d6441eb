// Finding: articles by group, whatever is typed or scanned, and the customers that are meant.

import { get } from "./door.js";
import * as cart from "./sale.js";
import { asked } from "./network.js";
import { till } from "./state.js";
import { house, make, money, plain, put, say, showIf, slot } from "./ui.js";

const FIRST = 60; // articles of a group that are drawn; the rest is found by typing
const PATIENCE = 4_000; // what is known here stands, where the server does not answer soon
let group = "";
let searched = 0;
let screen;
let acts; // {add: (product), amount: (minor), link: (customer), onward: ()}

export function finding(root, given) {
  [screen, acts] = [root, given];
  const field = slot(screen, "find");
  field.addEventListener("input", () => found(field.value));
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") (event.preventDefault(), entered(field.value.trim()));
    if (event.key === "Escape") clear();
  });
}

// Whatever is typed without a field being in focus is for finding: a scanner types anywhere.
export function typedAnywhere(event) {
  if (!screen?.isConnected || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key.length === 1 && event.key !== " " && !event.target.closest("input,textarea,select")) slot(screen, "find").focus();
}

export function clear() {
  slot(screen, "find").value = "";
  searched++;
  goods();
}

// Other articles than before; whoever is searching goes on.
export const renewed = () => void (screen?.isConnected && !slot(screen, "find").value && goods());

export function choose(name) {
  group = name;
  goods();
}

export function goods() {
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
  key.addEventListener("click", () => acts.add(product));
  return key;
}

const plainText = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
const searchText = (customer) => (customer.text ??= plainText(`${customer.number} ${customer.name} ${customer.city ?? ""}`));
const isPrice = (text) => /[.,]/.test(text) && cart.readAmount(text, house.digits) !== null;

function found(text) {
  const wanted = plainText(text.trim());
  const mine = ++searched;
  if (!wanted) return goods();
  const here = [...till.customers.values()].filter((each) => searchText(each).includes(wanted)).slice(0, 10);
  const articles = till.products.filter((each) => plainText(`${each.name} ${each.sku} ${each.barcode ?? ""}`).includes(wanted)).slice(0, 24);
  results(here, articles, text.trim());
  if (wanted.length < 2 && !/\d/.test(wanted)) return undefined;
  return setTimeout(async () => {
    if (mine !== searched) return;
    const customers = await customersLike(text.trim());
    if (customers && mine === searched) results(customers, articles, text.trim());
  }, 150);
}

// By name, number, telephone, card; null where the server does not answer.
export async function customersLike(text) {
  if (!till.isOnline) return null;
  try {
    const { customers } = await asked(() => get(`customers/?q=${encodeURIComponent(text)}`, { patience: PATIENCE }));
    for (const each of customers) till.customers.set(each.number, each);
    return customers;
  } catch {
    return null;
  }
}

function results(customers, articles, text) {
  showIf(screen, "groups", false);
  const keys = [...customers.map(who), ...articles.map(article), ...(isPrice(text) ? [amountOf(text)] : [])];
  put(screen, "goods", ...(keys.length ? keys : [make("nothing")]));
}

function who(customer) {
  const key = make("customer-key", { name: customer.name, number: [say("number", { number: customer.number }), customer.city].filter(Boolean).join(", ") });
  key.addEventListener("click", () => acts.link(customer));
  return key;
}

function amountOf(text) {
  const minor = cart.readAmount(text, house.digits);
  const key = make("article", { name: say("plain-amount"), price: money(minor) });
  key.addEventListener("click", () => acts.amount(minor));
  return key;
}

// Enter, from hand or scanner: a barcode, an article's number, a card, a customer's number, an amount; or the only thing
// found. Enter on nothing goes on to paying.
async function entered(text) {
  if (!text) return acts.onward();
  slot(screen, "find").select(); // what is scanned next is typed over it
  const product = till.products.find((each) => [each.barcode, each.sku].includes(text));
  if (product) return acts.add(product);
  if (isPrice(text)) return acts.amount(cart.readAmount(text, house.digits));
  const isTheirs = (each) => String(each.number) === text || (each.cards ?? []).includes(text);
  const known = [...till.customers.values()].find(isTheirs);
  if (known) return acts.link(known);
  const mine = ++searched;
  const customers = await customersLike(text);
  if (mine !== searched) return undefined;
  if (customers?.length === 1) return acts.link(customers[0]);
  const drawn = slot(screen, "goods").querySelectorAll("[data-one]");
  if (drawn.length === 1) return drawn[0].click();
  if (customers?.length) return results(customers, [], text);
  if (!drawn.length) put(screen, "goods", make("nothing"));
  return undefined;
}
