// What this device keeps: IndexedDB. Whatever must outlive a crash is put here, and awaited, before it is used.

const STORES = ["facts", "sales", "products", "receipts"]; // facts by name; the others by their id
let opened;

function open() {
  opened ??= new Promise((done, failed) => {
    const asked = indexedDB.open("onaccount-till", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("facts");
      for (const name of STORES.slice(1)) asked.result.createObjectStore(name, { keyPath: "id" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
  return opened;
}

// One transaction; `work` gets the stores and asks of them. Done when it is on the disk.
export async function inOne(names, mode, work) {
  const base = await open();
  return new Promise((done, failed) => {
    const transaction = base.transaction(names, mode, { durability: "strict" });
    const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
    let found;
    transaction.oncomplete = () => done(found instanceof IDBRequest ? found.result : found);
    transaction.onabort = transaction.onerror = () => failed(transaction.error);
    found = work(stores);
  });
}

export const fact = (name) => inOne(["facts"], "readonly", ({ facts }) => facts.get(name));
export const all = (name) => inOne([name], "readonly", (stores) => stores[name].getAll());
export const put = (name, row) => inOne([name], "readwrite", (stores) => void stores[name].put(row));
export const drop = (name, id) => inOne([name], "readwrite", (stores) => void stores[name].delete(id));

export const keep = (changes) =>
  inOne(["facts"], "readwrite", ({ facts }) => {
    for (const [name, value] of Object.entries(changes)) facts.put(value, name);
  });

// Another pairing begins, in one step: with nothing of the one before but its sales, which are for a person.
export const begun = (facts) =>
  inOne(STORES, "readwrite", (stores) => {
    for (const name of ["facts", "products", "receipts"]) stores[name].clear();
    for (const [name, value] of Object.entries(facts)) stores.facts.put(value, name);
  });

export async function isKept() {
  return Boolean(await navigator.storage?.persisted?.());
}

export async function askToKeep() {
  return Boolean(await navigator.storage?.persist?.());
}
