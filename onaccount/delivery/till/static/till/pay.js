// Questions while paying: what was handed over, how it is split, whose code allows it, and what no answer means.

import { Away, post, Refused } from "./door.js";
import { asked } from "./network.js";
import { quantityText, readAmount, readQuantity } from "./sale.js";
import { finishOffline, OFFLINE, offlineFault, send } from "./sales.js";
import { till } from "./state.js";
import { allow, busy, dialog, fill, house, keypad, make, money, onPress, plain, put, say, showIf, slot } from "./ui.js";

const PATIENCE = 3_000; // ms after which whoever waits for an answer is asked what to do

// Minor units handed over, null for exactly the sum, undefined where it was left.
export const askCash = (sum) =>
  dialog("cash", { sum: money(sum) }, (box, close) => {
    const field = keypad(box, (text) => {
      if (!text) return close(null);
      const given = readAmount(text, house.digits);
      if (given === null || given < sum) return showIf(box, "faults", true), field.select();
      close(given === sum ? null : given);
    });
    field.addEventListener("input", () => {
      const given = readAmount(field.value, house.digits);
      fill(box, { change: given >= sum && given !== null ? say("change-is", { change: money(given - sum) }) : "" });
    });
    onPress(box, { exact: () => close(null) });
  });

const isUsable = (customer) => (method) =>
  (customer || !["account", "invoice"].includes(method.type)) && (till.isOnline || OFFLINE.includes(method.type));

// [{method, type, amount_minor}] that come to the sum. `first` are amounts by type that stand there already.
export const askSplit = (sum, { customer = null, first = {}, methods = till.menu.methods.filter(isUsable(customer)), title = say("split") } = {}) =>
  dialog("split", { sum: money(sum), title }, (box, close) => {
    const usable = methods;
    const rows = usable.map((each) => {
      const row = make("split-row", { name: each.name });
      slot(row, "amount").value = first[each.type] ? plain(first[each.type]).replaceAll(",", "") : "";
      slot(row, "amount").setAttribute("aria-label", each.name);
      slot(row, "fill").addEventListener("click", () => {
        slot(row, "amount").value = "";
        const left = rest();
        if (left > 0) slot(row, "amount").value = plain(left).replaceAll(",", "");
        tally();
      });
      return { each, row };
    });
    const amountOf = ({ row }) => {
      const text = slot(row, "amount").value.trim();
      return text ? readAmount(text, house.digits) : 0;
    };
    const rest = () => sum - rows.reduce((all, row) => all + (amountOf(row) ?? 0), 0);
    const tally = () => {
      const isGood = rest() === 0 && rows.every((row) => amountOf(row) !== null);
      const left = say(rest() < 0 ? "split-over" : "split-rest", { amount: money(Math.abs(rest())) });
      fill(box, { rest: left });
      allow(slot(box, "go"), isGood ? "" : left);
    };
    put(box, "rows", ...rows.map(({ row }) => row));
    box.addEventListener("input", tally);
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("input") && (event.preventDefault(), slot(box, "go").click()));
    slot(rows[0]?.row ?? box, "amount")?.toggleAttribute("autofocus", true);
    onPress(box, {
      go: () => close(rows.filter((row) => amountOf(row)).map((row) => ({
        method: row.each.id, type: row.each.type, amount_minor: amountOf(row), given_minor: null,
      }))),
    });
    tally();
  });

// An approval's id; "rest" where what is too much is paid another way; undefined where it was left. Without a `right`
// nobody can allow it: the refusal and its cure are shown.
export const askCode = ({ failure, right, rest = 0, deed, amount }) =>
  dialog(right ? "code" : "no", {
    title: amount ? say("allow", { amount: money(amount) }) : say("allow-this"), fault: failure.message || say("no-answer"), "fault-cure": failure.cure ?? "",
    "pay-rest": say("pay-rest", { amount: money(rest) }),
  }, (box, close) => {
    showIf(box, "pay-rest", rest > 0);
    onPress(box, { rest: () => close("rest") });
    if (!right) return;
    let chosen = null;
    const field = keypad(slot(box, "pad"), async (code) => {
      if (!chosen || !code) return;
      await busy(slot(box, "go"), async () => {
        try {
          const given = await asked(() => post("approvals/", { approver: chosen.id, code, right, ...deed }));
          close(given.approval);
        } catch (refused) {
          field.value = "";
          fill(box, { fault: refused instanceof Refused ? refused.message : say("no-answer"), "fault-cure": refused.cure ?? "" });
        }
      });
    });
    const managers = (till.copy.clerks ?? []).filter((clerk) => clerk.has_code && clerk.id !== till.shift?.clerk);
    const choose = (manager) => {
      chosen = manager;
      fill(box, { "code-of": say("code-of", { name: manager.name }) });
      field.value = "";
      field.focus();
    };
    put(box, "managers", ...managers.map((manager, at) => {
      const one = make("manager", { name: manager.name });
      slot(one, "box").addEventListener("change", () => choose(manager));
      slot(one, "box").checked = at === 0;
      return one;
    }));
    if (managers.length) choose(managers[0]);
    else fill(box, { "fault-cure": say("no-manager") });
  });

// What a code is for: one sale, of one amount, to one customer.
export const deedOf = ({ id, customer, payments }) => ({
  about: { kind: "sale", key: id }, customer: customer?.number ?? null,
  amount_minor: payments.reduce((sum, payment) => sum + payment.amount_minor, 0),
});

// Do it, and once more with a manager's code where one is needed.
export async function codes(right, deed, work, { amount } = {}) {
  let approval = null;
  for (;;) {
    try {
      return await work(approval);
    } catch (failure) {
      if (failure.code !== "manager_code" || approval) throw failure;
      approval = await askCode({ failure, right, deed, amount });
      if (!approval) return undefined;
    }
  }
}

// What became of a sale, {receipt}, {refusal, sale} or {} where it is left for later: asked for at once, and after a
// while with whoever waits.
export async function awaited(sale) {
  sale.is_watched = true;
  const answer = send(sale);
  const early = await Promise.race([answer, new Promise((done) => setTimeout(done, PATIENCE))]);
  const fate = early && !early.unknown ? early : await askUnknown(sale, answer);
  sale.is_watched = false;
  return fate;
}

// The server was asked and did not answer yet. Ask again, or finish without network, under the same id.
export const askUnknown = (sale, answer = null) =>
  dialog("unknown", { label: sale.label }, (box, close) => {
    let isEnded = false;
    const end = (fate) => ((isEnded = true), close(fate));
    const wait = async (asked) => {
      showIf(box, "waits", true);
      allow(slot(box, "again"), say("still-asked"));
      const fate = await asked;
      if (isEnded) return;
      if (!fate.unknown) return end(fate);
      showIf(box, "waits", false);
      allow(slot(box, "again"), "");
    };
    const fault = offlineFault(sale);
    fill(box, { why: fault ? say(fault) : "" });
    showIf(box, "why", Boolean(fault));
    showIf(box, "finish", !fault);
    showIf(box, "waits", false);
    onPress(box, {
      again: () => wait(send(sale)),
      finish: (key) => busy(key, async () => {
        try {
          isEnded = true;
          end(await finishOffline(sale));
        } catch (failure) {
          isEnded = false;
          fill(box, { why: say(failure.code) });
          showIf(box, "why", true);
        }
      }),
      later: () => end({}),
    });
    if (answer) void wait(answer);
  });

// How much of a line, and its price: {quantity_milli, unit_minor}, no quantity where it is taken away.
export const askLine = (line, { mayChangePrice }) =>
  dialog("edit", { title: line.name, list: line.list_minor == null ? "" : say("list-price", { price: plain(line.list_minor) }) }, (box, close) => {
    const [quantity, price] = [slot(box, "quantity"), slot(box, "price")];
    quantity.value = quantityText(line.quantity_milli);
    price.value = plain(line.unit_minor).replaceAll(",", "");
    price.readOnly = !mayChangePrice && line.product != null;
    showIf(box, "fixed", price.readOnly);
    const read = () => {
      const found = { quantity_milli: readQuantity(quantity.value), unit_minor: readAmount(price.value, house.digits) };
      if (Object.values(found).includes(null)) return showIf(box, "faults", true);
      return close(found);
    };
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("input") && (event.preventDefault(), read()));
    onPress(box, { enter: read, drop: () => close({ quantity_milli: 0, unit_minor: line.unit_minor }) });
  });
