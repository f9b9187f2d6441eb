// Beside selling: deposit, withdraw, account details, reprint, what waits, and the day.

import { Away, get, post, Refused } from "./door.js";
import * as link from "./link.js";
import { askCode, askUnknown } from "./pay.js";
import { print, row, shown } from "./receipt.js";
import { readAmount } from "./sale.js";
import { dialog, house, keypad, make, money, moment, onPress, plain, put, say, showIf, slot, tell } from "./ui.js";

const { till } = link;

export async function moreOf({ customer, at, leave, refresh }) {
  const chosen = at ?? (await dialog("more", { customer: customer?.name ?? "" }, (box, close) => {
    for (const key of box.querySelectorAll("[data-needs=customer]")) key.setAttribute("aria-disabled", String(!customer));
    onPress(box, { choose: (key) => close(key.dataset.what) });
  }));
  const acts = {
    deposit: () => move("deposit", customer), withdrawal: () => move("withdrawal", customer), details: () => details(customer),
    reprint, waiting, day, leave: async () => (await link.endShift(), leave()),
  };
  try {
    await acts[chosen]?.();
  } catch (failure) {
    if (!(failure instanceof Refused || failure instanceof Away)) throw failure;
    await tell(failure.message && failure instanceof Refused ? failure.message : say("no-answer"), failure.cure ?? "");
  }
  refresh();
}

async function move(kind, customer) {
  const methods = till.menu.methods.filter((each) => ["cash", "card"].includes(each.type));
  if (!till.isOnline) return tell(say("offline-only-sales"));
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
    kind, customer: { number: customer.number, name: customer.name }, lines: [], approvals: {},
    payments: [{ method: method.id, type: method.type, amount_minor: minor }],
  };
  return codes("deposit_withdraw", { kind: "customer", key: String(customer.number) }, async (approval) => {
    const { receipt, unknown } = await link.sell({ ...draft, approvals: { to_move: approval } });
    const answer = unknown ? await askUnknown(unknown) : { receipt };
    if (answer?.receipt) await shown(answer.receipt, { title: say(`kind-${kind}`) });
  });
}

// Do it, and once more with a manager's code where one is needed.
async function codes(right, about, work) {
  let approval = null;
  for (;;) {
    try {
      return await work(approval);
    } catch (failure) {
      if (failure.code !== "manager_code" || approval) throw failure;
      approval = await askCode({ failure, right, about });
      if (!approval) return undefined;
    }
  }
}

async function details(customer) {
  const account = await link.asked(() => get(`customers/${customer.number}/`));
  const standing = account.standing ?? account;
  await dialog("details", { title: customer.name }, (box) => {
    const facts = [
      ["balance_minor", "details-owed"], ["holds_minor", "details-held"], ["leases_minor", "details-leases"],
      ["limit_minor", "details-limit"], ["available_minor", "left-to-use"],
    ];
    put(box, "facts", ...facts.filter(([name]) => name in standing).map(([name, word]) =>
      row(say(word), standing[name] == null ? say("no-limit") : plain(standing[name]))));
    put(box, "rows", ...(account.postings ?? []).map((each) =>
      row(`${moment(each.at ?? each.posted_at)} ${each.word ?? each.reason}${each.code ? ` \u00b7 ${each.code}` : ""}`, plain(each.amount_minor))));
  });
}

async function reprint() {
  const { sales } = await link.asked(() => get("sales/"));
  const id = await dialog("list", { title: say("title-reprint") }, (box, close) => {
    put(box, "rows", ...sales.map((sale) => {
      const key = make("list-key", { name: `${sale.label} \u00b7 ${moment(sale.made_at)}`, note: [say(`kind-${sale.kind}`), sale.customer?.name ?? sale.customer_name].filter(Boolean).join(", "), sum: money(sale.total_minor) });
      key.addEventListener("click", () => close(sale.id));
      return key;
    }));
    showIf(box, "none", sales.length === 0);
  });
  if (id) await shown(await link.asked(() => get(`sales/${id}/`)), { title: say("title-reprint") });
}

// What was sold and not sent yet, and what nobody will take: a person keys it in from its receipt.
async function waiting() {
  const sale = await dialog("list", { title: say("title-waiting") }, (box, close) => {
    put(box, "rows", ...till.sales.map((each) => {
      const isOurs = link.ours().includes(each);
      const key = make("list-key", {
        name: `${each.label} \u00b7 ${moment(each.made_at)}`, note: isOurs ? each.refusal ?? say(`state-${each.state}`) : say("state-earlier"),
        sum: money(each.payments.reduce((sum, payment) => sum + payment.amount_minor, 0)),
      });
      key.addEventListener("click", () => close(each));
      return key;
    }));
    showIf(box, "none", till.sales.length === 0);
  });
  if (!sale) return;
  if (sale.state === "asked" && link.ours().includes(sale)) {
    const answer = await askUnknown(sale);
    if (answer?.receipt) await shown(answer.receipt);
  } else await shown(link.shownOffline(sale), { title: say("title-waiting") });
}

async function day() {
  const report = await link.asked(() => get("day/"));
  const counted = await dialog("day", { title: say("title-day") }, (box, close) => {
    const sheet = sheetOf(report, say("x-report"));
    put(box, "paper", sheet);
    showIf(box, "close", ["free", "code"].includes(till.rights.close_day));
    onPress(box, {
      print: () => print(sheet),
      close: () => {
        const text = (name) => slot(box, name).value.trim();
        const read = (name) => (/^0+([.,]0+)?$/.test(text(name)) ? 0 : readAmount(text(name), house.digits));
        const [counted_minor, left_minor] = [read("counted"), text("left") === "" ? 0 : read("left")];
        if (counted_minor === null || left_minor === null) return showIf(box, "faults", true);
        close({ counted_minor, left_minor });
      },
    });
  });
  if (!counted) return;
  await codes("close_day", { kind: "till", key: String(till.me.till) }, async (approval) => {
    const closed = await link.asked(() => post("day/", { ...counted, waiting: link.unsent().length, approval }));
    await dialog("day", { title: say("title-closed") }, (box) => {
      const sheet = sheetOf(closed, say("z-report"));
      put(box, "paper", sheet);
      showIf(box, "close", false);
      onPress(box, { print: () => print(sheet) });
    });
  });
}

function sheetOf(report, title) {
  const known = report.report ?? report;
  const sheet = make("day-paper", { business: till.copy.business.name, title, till: till.me.name, at: moment(report.closed_at ?? Date.now()) });
  const sums = [
    ["sales", "day-sales", String], ["returns", "day-returns", String], ["gross_minor", "day-gross", plain], ["tax_minor", "day-tax", plain],
    ["float_minor", "day-float", plain], ["expected_minor", "day-expected", plain], ["counted_minor", "day-counted", plain],
    ["difference_minor", "day-difference", plain], ["left_minor", "day-left", plain],
  ];
  put(sheet, "sums", ...sums.filter(([name]) => known[name] != null).map(([name, word, text]) => row(say(word), text(known[name]))));
  put(sheet, "methods", ...(known.taken ?? []).map((each) => row(`${say(`kind-${each.kind}`)}, ${each.method} (${each.count})`, plain(each.amount_minor))));
  return sheet;
}
