// A receipt on paper that was never sent: its lines are keyed in again, and booked under its number, once.

import { basket, emptied, selling, total } from "./basket.js";
import { shown } from "./receipt.js";
import { receiptLabel } from "./sale.js";
import { keyIn, send } from "./sales.js";
import { till } from "./state.js";
import { dialog, fill, make, money, onPress, put, say, showIf, slot, tell } from "./ui.js";

export const fromPaper = () =>
  selling(async () => {
    const { sale } = basket;
    const asked = await askPaper(total());
    if (!asked) return;
    const { seq, made_at, method } = asked;
    const customer = sale.customer && { number: sale.customer.number, name: sale.customer.name };
    const payments = [{ method: method.id, type: method.type, amount_minor: total(), given_minor: null }];
    const keyed = await keyIn({ id: sale.id, seq, made_at, customer, lines: sale.lines, payments, approvals: {} });
    keyed.is_watched = true;
    emptied();
    const { receipt } = await send(keyed);
    keyed.is_watched = false;
    if (receipt) await shown(receipt);
    else await tell(keyed.refusal ?? say("keyed-later", { label: keyed.label }));
  });

const askPaper = (sum) =>
  dialog("keyed", { sum: money(sum), number: receiptLabel(till.me.till, till.me.pairing, 0).replace(/0+$/, "") }, (box, close) => {
    const methods = till.menu.methods.filter((each) => basket.sale.customer || !["account", "invoice"].includes(each.type));
    put(box, "methods", ...methods.map((each, at) => {
      const one = make("method", { name: each.name });
      Object.assign(slot(one, "box"), { value: String(each.id), checked: at === 0 });
      return one;
    }));
    const read = () => {
      const [seq, when] = [Number(slot(box, "seq").value.trim()), slot(box, "when").value];
      const method = methods.find((each) => String(each.id) === box.querySelector("input[type=radio]:checked")?.value);
      const fault = faultOf(seq, when, method);
      if (!fault) return close({ seq, made_at: new Date(when).toISOString(), method });
      fill(box, { fault: say(fault) });
      return showIf(box, "faults", true);
    };
    box.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("input") && (event.preventDefault(), read()));
    onPress(box, { enter: read });
  });

function faultOf(seq, when, method) {
  if (!Number.isInteger(seq) || seq < 1 || !when || !method) return "keyed-what";
  if (seq >= till.receipt) return "keyed-not-given";
  return till.sales.some((sale) => sale.seq === seq && sale.pairing === till.me.pairing) ? "keyed-waits" : "";
}
