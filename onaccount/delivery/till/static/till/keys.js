// The till's own key, which never leaves this device, and the server's signature on the copy.

const CURVE = { name: "ECDSA", namedCurve: "P-256" };

export const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
export const toBytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

// {own, shown}: a private key that cannot be taken out, and the public half as SubjectPublicKeyInfo in base64.
export async function makeKey() {
  const pair = await crypto.subtle.generateKey(CURVE, false, ["sign"]);
  return { own: pair.privateKey, shown: toText(await crypto.subtle.exportKey("spki", pair.publicKey)) };
}

export const sign = async (key, bytes) => toText(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key, bytes));

export const copyKey = (text) =>
  crypto.subtle.importKey("raw", toBytes(text), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);

export async function isCopy(key, signature, bytes) {
  try {
    return await crypto.subtle.verify("HMAC", key, toBytes(signature), bytes);
  } catch {
    return false;
  }
}
