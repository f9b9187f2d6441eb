// The page: sentences and screens stand in the shell's templates, in the language of the house; nothing is said here.

import { written } from "./sale.js";

const words = new Map([...document.getElementById("words").content.querySelectorAll("[data-word]")].map((each) => [each.dataset.word, each.textContent]));
const shelf = document.getElementById("toasts");
export const house = { currency: "", digits: 2, symbol: "", zone: "UTC" };

export const say = (name, values = {}) =>
  (words.get(name) ?? name).replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");

export function setHouse(business) {
  Object.assign(house, { currency: business.currency, digits: business.digits, zone: business.time_zone });
  const parts = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: business.currency, currencyDisplay: "narrowSymbol" }).formatToParts(0);
  house.symbol = parts.find((part) => part.type === "currency")?.value ?? "";
  if (/\w$/.test(house.symbol)) house.symbol += "\u00a0";
}

export const plain = (minor) => written(minor, house.digits);
export const money = (minor) => (minor < 0 ? "\u2212" : "") + house.symbol + written(Math.abs(minor), house.digits);
export const today = () => new Intl.DateTimeFormat("en-CA", { timeZone: house.zone }).format(new Date());
const LANGUAGE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang; // days before months
const clock = (options) => (at) => new Intl.DateTimeFormat(LANGUAGE, { timeZone: house.zone, hourCycle: "h23", ...options }).format(new Date(at));
export const hour = clock({ hour: "2-digit", minute: "2-digit" });
export const moment = clock({ day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit" });

// A copy of a template's one element; `values` are the texts of its [data-slot]s.
export function make(name, values = {}) {
  const made = document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
  return fill(made, values);
}

export function fill(root, values) {
  for (const [slot, text] of Object.entries(values)) for (const place of slots(root, slot)) place.textContent = text;
  return root;
}

const slots = (root, slot) => [...root.querySelectorAll(`[data-slot="${slot}"]`), ...(root.dataset?.slot === slot ? [root] : [])];
export const slot = (root, name) => slots(root, name)[0];
export const put = (root, name, ...children) => (slot(root, name).replaceChildren(...children), root);
export const showIf = (root, name, isShown) => slots(root, name).forEach((place) => (place.hidden = !isShown));

// What is pressed: {name: (element, event)} by data-do. What is not possible says why.
export function onPress(root, acts) {
  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (!pressed || !root.contains(pressed)) return;
    if (pressed.getAttribute("aria-disabled") !== "true") acts[pressed.dataset.do]?.(pressed, event);
    else if (pressed.dataset.why) toast(pressed.dataset.why);
  });
  return root;
}

// Not possible now, for a reason; "" where it is.
export function allow(key, why) {
  key.setAttribute("aria-disabled", String(Boolean(why)));
  key.dataset.why = key.title = why;
  if (!why) (key.removeAttribute("aria-disabled"), key.removeAttribute("title"));
  return key;
}

export function show(element) {
  document.getElementById("screen").replaceChildren(element);
  element.querySelector("[autofocus]")?.focus();
  return element;
}

// A question above the page. Resolves with what `acts` close it with, undefined where it is left.
export function dialog(name, values, prepare) {
  const box = make(name, values);
  document.body.append(box);
  return new Promise((done) => {
    const before = document.activeElement;
    const close = (value) => {
      if (box.contains(shelf)) document.body.append(shelf);
      box.remove();
      if (before?.isConnected && !document.querySelector("dialog[open]")) before.focus();
      done(value);
    };
    onPress(box, { leave: () => close() });
    box.addEventListener("close", () => box.isConnected && (box.dataset.firm === undefined ? close() : box.showModal())); // Escape twice
    box.addEventListener("cancel", (event) => (event.preventDefault(), box.dataset.firm === undefined && close()));
    prepare?.(box, close);
    box.showModal();
    box.querySelector("[autofocus]")?.focus();
  });
}

export const tell = (text, cure = "") => dialog("told", { text, cure });

// Above whatever is asked: a dialog is over all that is not in it.
export function toast(text) {
  const box = make("toast", { text });
  ([...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body).append(shelf);
  shelf.replaceChildren(box);
  setTimeout(() => box.remove(), 8000);
}

// A field and a pad of digits under it, that a keyboard types into too. `enter` is called with what was typed.
export function keypad(root, enter) {
  const field = slot(root, "typed");
  onPress(root, {
    digit: (key) => typed(field.value + key.dataset.digit),
    back: () => typed(field.value.slice(0, -1)),
    enter: () => enter(field.value),
  });
  const typed = (text) => {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    enter(field.value);
  });
  return field;
}

// While something is asked of the server its button waits, and is pressed once.
export async function busy(button, work) {
  if (button?.getAttribute("aria-busy") === "true") return undefined;
  button?.setAttribute("aria-busy", "true");
  try {
    return await work();
  } finally {
    button?.removeAttribute("aria-busy");
  }
}

// A key that is held does its thing once.
export function onlyOnce(event) {
  if (!event.repeat || !["Enter", " "].includes(event.key) || (event.key === " " && event.target.matches("input,textarea"))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function refusal(root, failure) {
  fill(root, { fault: failure.message || say("no-answer"), "fault-cure": failure.message ? failure.cure : "" });
  showIf(root, "faults", true);
}
