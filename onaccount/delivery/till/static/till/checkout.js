// Paying: the whole of it is one turn, from the press to the receipt.

import { Away, Refused } from "./door.js";
import { basket, emptied, includesTax, selling, total } from "./basket.js";
import { askCash, askCode, askSplit, awaited, deedOf } from "./pay.js";
import { shown } from "./receipt.js";
import * as cart from "./sale.js";
import { offlineFault, sell, sellOffline } from "./sales.js";
import { lostShift } from "./link.js";
import { till } from "./state.js";
import { house, say, tell } from "./ui.js";

let drawn = () => {}; // the screen, once it is there
export const onDrawn = (draw) => void (drawn = draw);

export const pay = (chosen) =>
  turn(async () => {
    if (!chosen || !basket.sale.lines.length) return undefined;
    const sum = total();
    let given = null;
    if (chosen.type === "cash") {
      given = await askCash(sum);
      if (given === undefined) return undefined;
    }
    return finish([{ method: chosen.id, type: chosen.type, amount_minor: sum, given_minor: given }]);
  });

export const split = (first) => turn(() => inParts(first));

// Another amount than the basket's lines is added and charged in the same turn. What was not sold leaves no line behind:
// whoever does it again would charge it twice.
export const charge = (account, minor) =>
  turn(async () => {
    const { sale } = basket;
    const { lines } = sale;
    sale.lines = cart.withAmount(lines, say("plain-amount"), minor);
    await finish([{ method: account.id, type: account.type, amount_minor: total(), given_minor: null }]);
    if (basket.sale === sale) sale.lines = lines;
  });

const turn = (work) =>
  selling(async () => {
    drawn();
    try {
      return await work();
    } catch (failure) {
      if (failure instanceof Away) return tell(say("no-answer"));
      if (failure instanceof Refused) return tell(failure.message || say(failure.code), failure.cure);
      throw failure;
    }
  }).finally(() => drawn());

async function inParts(first = {}) {
  const payments = await askSplit(total(), { customer: basket.sale.customer, first });
  return payments ? finish(payments) : undefined;
}

async function finish(payments) {
  const { sale } = basket;
  const fault = cart.faultOf(sale.lines, payments, includesTax());
  if (fault) return tell(say(`fault-${fault}`));
  const { id, seq, tries, lines, approvals } = sale;
  const customer = sale.customer && { number: sale.customer.number, name: sale.customer.name };
  const draft = { id, seq, tries, customer, lines, payments, approvals };
  if (!till.isOnline) return withoutNetwork(draft);
  const made = await sell(draft);
  const fate = await awaited(made);
  if (!fate.refusal) return finished(fate.receipt);
  Object.assign(sale, { seq: made.seq, tries: made.state === "refused" ? made.tries : 0 });
  return refused(fate.refusal, payments);
}

async function withoutNetwork(draft) {
  const fault = offlineFault(draft);
  return fault ? tell(say(fault)) : finished(await sellOffline(draft));
}

async function finished(receipt) {
  const known = receipt?.account && basket.sale.customer && till.customers.get(basket.sale.customer.number);
  if (known) Object.assign(known, { balance_minor: receipt.account.after_minor, available_minor: receipt.account.left_minor });
  emptied();
  drawn({ isNew: true });
  if (receipt) await shown(receipt);
}

const OVER = ["over_limit", "prepaid_only"]; // of the limit, or of what was paid in where the stage gives no credit

// A refusal: a manager's code where the clerk's right asks for one, the cure otherwise.
async function refused(failure, payments) {
  const { sale } = basket;
  if (failure.code === "no_shift") return tell(failure.message, failure.cure).then(lostShift);
  if (failure.code === "price_changed") return repriced(failure);
  if (failure.code === "approval_not_good" && Object.values(sale.approvals).some(Boolean)) return (sale.approvals = {}), finish(payments); // a code for what it was before
  const said = failure.body.available; // as people write it: "362.50"
  const left = said == null ? sale.customer?.available_minor : (cart.readAmount(String(said), house.digits) ?? 0);
  const isOver = OVER.includes(failure.code);
  if (isOver && sale.customer && Number.isInteger(left)) sale.customer = { ...sale.customer, available_minor: left };
  drawn();
  const [right, name] = codeFor(failure, sale, payments) ?? [];
  const rest = isOver && left > 0 ? total() - left : 0;
  const answer = await askCode({ failure, right, rest, deed: deedOf({ ...sale, payments }), amount: right && total() });
  if (answer === "rest") return inParts({ account: left });
  if (!answer) return undefined;
  sale.approvals = { ...sale.approvals, [name]: answer };
  return finish(payments);
}

// The prices of now stand in the lines, and whoever sells looks at them.
function repriced(failure) {
  const { sale } = basket;
  for (const { position, unit_minor, tax_ppm } of failure.body.prices ?? [])
    sale.lines = sale.lines.map((line, at) => {
      const asks = cart.isChanged(line) ? line.unit_minor : unit_minor; // what somebody agreed on stays
      return at === position ? { ...line, unit_minor: asks, list_minor: unit_minor, tax_ppm } : line;
    });
  drawn();
  return tell(failure.message, failure.cure);
}

// In the order in which the server asks: [right, the name of its approval], undefined where no code helps.
function codeFor(failure, sale, payments) {
  const asked = [
    ["price_override", "to_override", sale.lines.some(cart.isChanged)],
    ["pay_with_account", "to_charge", payments.some((payment) => payment.type === "account")],
    ["exceed_limit", "to_exceed", true],
  ];
  const isOpen = ([right, name, applies]) => applies && till.rights[right] === "code" && !sale.approvals[name];
  if (OVER.includes(failure.code)) return asked.slice(2).find(isOpen);
  return failure.code === "manager_code" ? asked.find(isOpen) : undefined;
}
