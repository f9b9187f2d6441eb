// The sum of vetting/rules/proof.py in slices: the page stays alive. SHA-256 by FIPS 180-4; Web Crypto is
// absent without https, and slower for small texts.
const SLICE = 24; // milliseconds
const MARGIN = 60_000; // less is not begun with

const primes = [];
for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
const K = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

const W = new Int32Array(64);
function compress(state, block) {
  for (let i = 0; i < 16; i++) W[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
  for (let i = 16; i < 64; i++) {
    const x = W[i - 15], y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  return [state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e, state[5] + f, state[6] + g, state[7] + h];
}

export async function solve({ token, below }) {
  const bytes = new TextEncoder();
  const half = compress(START, bytes.encode(token)).map((word) => word | 0); // a token is the first block
  for (let n = 0; ; ) {
    for (const end = performance.now() + SLICE; performance.now() < end; ) {
      for (let turn = 0; turn < 64; turn++, n++) {
        const digits = bytes.encode(n), block = new Uint8Array(64);
        block.set(digits);
        block[digits.length] = 0x80;
        const bits = (64 + digits.length) * 8;
        block[62] = bits >> 8;
        block[63] = bits;
        const hash = compress(half, block);
        if ((hash[0] >>> 0) * 65536 + ((hash[1] >>> 16) & 65535) < below) return String(n);
      }
    }
    await new Promise((go) => setTimeout(go));
  }
}

const form = document.querySelector("[data-proof]");
if (form) {
  const button = form.querySelector("button[data-busy]"), says = button.textContent, status = form.querySelector("[role=status]");
  let sum = { token: form.dataset.token, below: +form.dataset.below, until: Date.now() + form.dataset.lasts * 1000 };
  let solving, ready = false, sent = false;

  const rest = () => ([button.ariaDisabled, button.textContent] = [null, says]);
  const fresh = async () => {
    const found = await (await fetch(form.dataset.proof, { cache: "no-store" })).json();
    form.elements.csrfmiddlewaretoken.value = found.csrf;
    sum = { ...found, until: Date.now() + found.lasts * 1000 };
    solving = undefined;
  };
  const solved = async () => {
    if (Date.now() > sum.until - MARGIN) await fresh();
    solving ??= solve(sum);
    [form.elements.proof.value, form.elements.answer.value] = [sum.token, await solving];
  };
  form.addEventListener("input", () => (solving ??= solve(sum)), { once: true });
  form.addEventListener("submit", async (event) => {
    if (ready && !sent) return (sent = true);
    event.preventDefault();
    if (button.ariaDisabled) return; // pressed twice
    button.ariaDisabled = "true";
    button.textContent = button.dataset.busy;
    try {
      await solved();
      await new Promise((go) => setTimeout(go)); // a browser ignores a press within a press
      ready = true;
      form.requestSubmit();
    } catch {
      status.textContent = status.dataset.offline;
      rest();
    }
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return; // come back to: the sum was used
    ready = sent = false;
    sum.until = 0;
    rest();
  });
}
