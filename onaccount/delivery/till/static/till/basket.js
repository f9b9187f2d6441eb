// What is being sold now. It keeps its id until it is sold or given up: however often it is tried, it is booked once.

import { till } from "./state.js";
import * as cart from "./sale.js";

const begun = () => ({ id: crypto.randomUUID(), seq: undefined, tries: 0, lines: [], customer: null, approvals: {} });

export const basket = { sale: begun(), isSelling: false };

export const emptied = () => void (basket.sale = begun());
export const includesTax = () => till.copy.business.prices_include_tax;
export const total = () => cart.totalOf(basket.sale.lines, includesTax());

// From the first press until it is sold, refused or left: nothing of the basket changes, and nobody sells it again.
export async function selling(work) {
  if (basket.isSelling) return undefined;
  basket.isSelling = true;
  try {
    return await work();
  } finally {
    basket.isSelling = false;
  }
}

// Changes of the basket by hand wait until it is sold.
export const changing = (work) => (...given) => (basket.isSelling ? undefined : work(...given));
