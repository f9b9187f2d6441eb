// Questions while paying: what was handed over, how it is split, whose code allows it, and what no answer means.

import { Away, post, Refused } from "./door.js";
import * as link from "./link.js";
import { readAmount } from "./sale.js";
import { busy, dialog, fill, house, keypad, make, money, onPress, plain, put, refusal, say, showIf, slot, tell } from "./ui.js";

const { till } = link;

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

// [{method, type, amount_minor}] that come to the sum. `first` are amounts by type that stand there already.
export const askSplit = (sum, customer, first = {}) =>
  dialog("split", { sum: money(sum) }, (box, close) => {
    const usable = till.menu.methods.filter((each) =>
      (customer || !["account", "invoice"].includes(each.type)) && (till.isOnline || link.OFFLINE.includes(each.type)));
    const rows = usable.map((each) => {
      const row = make("split-row", { name: each.name });
      slot(row, "amount").value = first[each.type] ? plain(first[each.type]).replaceAll(",", "") : "";
      slot(row, "amount").setAttribute("aria-label", each.name);
      slot(row, "rest").addEventListener("click", () => {
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
      fill(box, { rest: say(rest() < 0 ? "split-over" : "split-rest", { amount: money(Math.abs(rest())) }) });
      slot(box, "go").setAttribute("aria-disabled", String(!isGood));
    };
    put(box, "rows", ...rows.map(({ row }) => row));
    box.addEventListener("input", tally);
    onPress(box, {
      go: () => close(rows.filter((row) => amountOf(row)).map((row) => ({
        method: row.each.id, type: row.each.type, amount_minor: amountOf(row), given_minor: null,
      }))),
    });
    tally();
  });

// An approval's id; "rest" where what is too much is paid another way; undefined where it was left. Without a `right`
// nobody can allow it: the refusal and its cure are shown.
export const askCode = ({ failure, right, rest = 0, about, amount }) =>
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
          const given = await link.asked(() => post("approvals/", { approver: chosen.id, code, right, about }));
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

// The server was asked and did not answer. Ask again, or finish without network, under the same id. {receipt}, which is
// none where it is left for later; undefined where it was refused: then nothing was sold.
export const askUnknown = (sale) =>
  dialog("unknown", { label: sale.label }, (box, close) => {
    const fault = link.offlineFault(sale);
    fill(box, { why: fault ? say(fault) : "" });
    showIf(box, "why", Boolean(fault));
    showIf(box, "finish", !fault);
    const settledElsewhere = setInterval(() => {
      if (!till.sales.includes(sale) && !sale.is_done) end(sale.receipt && { receipt: sale.receipt });
    }, 500);
    const end = (value) => {
      clearInterval(settledElsewhere);
      close(value);
    };
    onPress(box, {
      again: (key) => busy(key, async () => {
        try {
          const { receipt } = await link.sent(sale);
          if (receipt) end({ receipt });
        } catch (failure) {
          end();
          if (!(failure instanceof Away)) await tell(failure.message, failure.cure);
        }
      }),
      finish: (key) => busy(key, async () => {
        try {
          sale.is_done = true;
          end({ receipt: await link.finishOffline(sale) });
        } catch (failure) {
          sale.is_done = false;
          fill(box, { why: say(failure.code) });
          showIf(box, "why", true);
        }
      }),
      later: () => end({}),
    });
  });
