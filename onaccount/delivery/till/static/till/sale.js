// What is sold, and what it comes to: the same sums as onaccount/domain/tills/rules/sales.py, held to it by a table.
// Quantities are thousandths, prices and totals minor units, tax rates millionths. Pure: no clock, no page, no store.

export const ONE = 1000;
const WHOLE = 1_000_000n;
const MOST_MILLI = 10 ** 9;
const MOST_MINOR = 10 ** 13;

// Half away from nothing, as a cash register rounds. The product of a price and a quantity passes 2^53: BigInt.
export function rounded(dividend, divisor) {
  const [over, under] = [BigInt(dividend), BigInt(divisor)];
  const size = over < 0n ? -over : over;
  const found = size / under + (2n * (size % under) >= under ? 1n : 0n);
  return Number(over < 0n ? -found : found);
}

export const lineTotal = (line) => rounded(BigInt(line.unit_minor) * BigInt(line.quantity_milli), ONE);

// [{rate, net_minor, tax_minor}], each rate rounded once (EN 16931, BR-CO-17), in the order of their first line.
export function taxesOf(lines, includesTax) {
  const sums = new Map();
  for (const line of lines) sums.set(line.tax_ppm, (sums.get(line.tax_ppm) ?? 0) + lineTotal(line));
  return [...sums].map(([rate, sum]) => {
    if (!includesTax) return { rate, net_minor: sum, tax_minor: rounded(BigInt(sum) * BigInt(rate), WHOLE) };
    const net = rounded(BigInt(sum) * WHOLE, WHOLE + BigInt(rate));
    return { rate, net_minor: net, tax_minor: sum - net };
  });
}

export function totalOf(lines, includesTax) {
  const total = lines.reduce((sum, line) => sum + lineTotal(line), 0);
  return includesTax ? total : taxesOf(lines, false).reduce((sum, tax) => sum + tax.tax_minor, total);
}

// "", or what is wrong: "lines", "line", "total", "balance", "given".
export function faultOf(lines, payments, includesTax) {
  if (lines.length < 1 || lines.length > 500) return "lines";
  const isLine = (line) =>
    line.quantity_milli > 0 && line.quantity_milli <= MOST_MILLI && Math.abs(line.unit_minor) <= MOST_MINOR &&
    line.tax_ppm >= 0 && line.tax_ppm <= 1_000_000;
  if (!lines.every(isLine)) return "line";
  const total = totalOf(lines, includesTax);
  if (total < 0 || total > MOST_MINOR) return "total";
  const paid = payments.reduce((sum, payment) => sum + payment.amount_minor, 0);
  if (paid !== total || payments.some((payment) => payment.amount_minor <= 0)) return "balance";
  if (payments.some((payment) => payment.given_minor != null && payment.given_minor < payment.amount_minor)) return "given";
  return "";
}

// One more of a product: the line that is there counts up, unless its price was changed by hand.
export function withProduct(lines, product) {
  const at = lines.findIndex((line) => line.product === product.id && line.unit_minor === line.list_minor);
  if (at >= 0) return withQuantity(lines, at, lines[at].quantity_milli + ONE);
  const line = {
    product: product.id, sku: product.sku, name: product.name, quantity_milli: ONE,
    unit_minor: product.price_minor, list_minor: product.price_minor, tax_ppm: product.tax_ppm,
  };
  return [...lines, line];
}

export const withAmount = (lines, name, minor) => [
  ...lines, { product: null, sku: "", name, quantity_milli: ONE, unit_minor: minor, list_minor: null, tax_ppm: 0 },
];

// Nothing left of a line takes it away.
export const withQuantity = (lines, at, milli) =>
  lines.flatMap((line, each) => (each !== at ? [line] : milli > 0 ? [{ ...line, quantity_milli: milli }] : []));

// The prices of a customer, {product: minor}; what was changed by hand stays.
export const withPrices = (lines, prices) =>
  lines.map((line) => {
    const price = line.product == null ? undefined : prices[line.product];
    return price === undefined || line.unit_minor !== line.list_minor ? line : { ...line, unit_minor: price, list_minor: price };
  });

// A price that somebody typed, which the list's stays beside.
export const withPrice = (lines, at, minor) => lines.map((line, each) => (each === at ? { ...line, unit_minor: minor } : line));

// What everybody pays again, {product: minor}: of what is not there any more the price stands.
export const withListPrices = (lines, products) => withPrices(lines, Object.fromEntries(products.map((product) => [product.id, product.price_minor])));

export const isChanged = (line) => line.list_minor != null && line.list_minor !== line.unit_minor;

// 3750 of a currency with two digits is "37.50"; "1,234.00" with its thousands.
export function written(minor, digits) {
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = (digits ? text.slice(0, -digits) : text).replace(/\B(?=(\d{3})+$)/g, ",");
  return (minor < 0 ? "\u2212" : "") + whole + (digits ? "." + text.slice(-digits) : "");
}

// Minor units of what somebody typed, or null where it is no amount above nothing. A bare row of digits is whole units.
export function readAmount(text, digits) {
  const found = /^(\d{1,10})(?:[.,](\d{1,4}))?$/.exec(text.trim());
  if (!found || (found[2] ?? "").length > digits) return null;
  const minor = Number(found[1] + (found[2] ?? "").padEnd(digits, "0"));
  return minor > 0 && minor <= MOST_MINOR ? minor : null;
}

// Thousandths of what somebody typed, or null where it is no quantity above nothing.
export function readQuantity(text) {
  const found = /^(\d{1,6})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  const milli = found ? Number(found[1] + (found[2] ?? "").padEnd(3, "0")) : 0;
  return milli > 0 && milli <= MOST_MILLI ? milli : null;
}

// How many things: a weight or a length is one.
export const countOf = (lines) => lines.reduce((sum, { quantity_milli }) => sum + (quantity_milli % ONE ? 1 : quantity_milli / ONE), 0);

export const quantityText = (milli) => String(milli / ONE);

// "2B-000017": the 17th receipt of till 2 since it was paired for the second time (rules/days.py).
export function receiptLabel(till, pairing, seq) {
  let letters = "";
  for (let rest = pairing; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return `${till}${letters}-${String(seq).padStart(6, "0")}`;
}
