// The till's day: what was taken so far, counted and closed, and what it came to over days.

import { get, post } from "./door.js";
import { settle } from "./link.js";
import { asked } from "./network.js";
import { codes } from "./pay.js";
import { chooseOf, print, row, shownPaper } from "./receipt.js";
import { readAmount } from "./sale.js";
import { till, unsent } from "./state.js";
import { allow, dialog, house, make, moment, money, onPress, plain, put, say, showIf, slot, today } from "./ui.js";

export async function soFar() {
  if (unsent().length) await settle().catch(() => {});
  const report = await asked(() => get("day/"));
  const counted = await dialog("day", { title: say("title-day") }, (box, close) => {
    const sheet = sheetOf(report, say("x-report"), { at: moment(Date.now()) });
    put(box, "paper", sheet);
    const mayClose = ["free", "code"].includes(till.rights.close_day);
    allow(slot(box, "go"), mayClose ? (report.number == null ? say("day-empty") : "") : say("right-missing", { name: till.shift?.name ?? "" }));
    const read = () => {
      const text = (name) => slot(box, name).value.trim();
      const amount = (name) => (/^0+([.,]0+)?$/.test(text(name)) ? 0 : readAmount(text(name), house.digits));
      const [counted_minor, left_minor] = [amount("counted"), text("left") === "" ? 0 : amount("left")];
      if (counted_minor === null || left_minor === null) return showIf(box, "faults", true);
      return close({ counted_minor, left_minor });
    };
    onPress(box, { print: () => print(sheet), close: read });
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("input") && (event.preventDefault(), slot(box, "go").click()));
  });
  if (!counted) return;
  await codes("close_day", { about: { kind: "till" } }, async (approval) => {
    const day = await asked(() => post("day/", { ...counted, waiting: unsent().length, approval }));
    await shownPaper(say("title-closed"), zOf(day));
  });
}

export async function closed() {
  const { days } = await asked(() => get("days/"));
  const day = await chooseOf(say("title-days"), days.map((each) => ({
    value: each, name: `${say("z-number", { number: each.number })} \u00b7 ${moment(each.closed_at)}`,
    note: each.difference_minor ? say("differs", { amount: plain(each.difference_minor) }) : "", sum: money(each.gross_minor ?? 0),
  })), { none: say("no-days") });
  if (day) await shownPaper(say("z-number", { number: day.number }), zOf(day));
}

export async function period() {
  const days = await dialog("period", {}, (box, close) => {
    slot(box, "from").value = slot(box, "to").value = today();
    const read = () => {
      const [from, to] = [slot(box, "from").value, slot(box, "to").value];
      if (!from || !to || from > to) return showIf(box, "faults", true);
      return close({ from, to });
    };
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("input") && (event.preventDefault(), read()));
    onPress(box, { go: read });
  });
  if (!days) return;
  const report = await asked(() => get(`sums/?${new URLSearchParams(days)}`));
  const day = (text) => text.split("-").reverse().join("/");
  const at = days.from === days.to ? day(days.from) : say("from-to", { from: day(days.from), to: day(days.to) });
  await shownPaper(say("title-sums"), sheetOf({ ...report, float_minor: null, expected_minor: null }, say("title-sums"), { at }));
}

const zOf = (day) => sheetOf(day, say("z-number", { number: day.number }), { at: moment(day.closed_at) });

const SUMS = [
  ["sales", "day-sales", String], ["returns", "day-returns", String], ["gross_minor", "day-gross", plain], ["tax_minor", "day-tax", plain],
];
const DRAWER = [
  ["float_minor", "day-float"], ["expected_minor", "day-expected"], ["counted_minor", "day-counted"],
  ["difference_minor", "day-difference"], ["left_minor", "day-left"],
];

function sheetOf(report, title, { at }) {
  const sheet = make("day-paper", { business: till.copy.business.name, title, till: till.me.name, at });
  put(sheet, "sums", ...SUMS.filter(([name]) => report[name] != null).map(([name, word, text]) => row(say(word), text(report[name]))));
  const taken = report.taken ?? [];
  put(sheet, "methods", ...sumsByMethod(taken).map(([name, minor]) => row(name, plain(minor))));
  put(sheet, "taken", ...taken.map((each) => row(`${say(`kind-${each.kind}`)}, ${each.method} (${each.count})`, plain(each.amount_minor))));
  put(sheet, "drawer", ...DRAWER.filter(([name]) => report[name] != null).map(([name, word]) => row(say(word), plain(report[name]))));
  return sheet;
}

const OUT = ["return", "withdrawal"];

// What each method came to, given back subtracted.
function sumsByMethod(taken) {
  const sums = new Map();
  for (const { kind, method, amount_minor } of taken) sums.set(method, (sums.get(method) ?? 0) + (OUT.includes(kind) ? -1 : 1) * amount_minor);
  return [...sums];
}
