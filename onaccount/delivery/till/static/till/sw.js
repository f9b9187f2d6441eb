// What the till needs to begin without network: its page, and what the page loads, of one version.
// Before this stands what the server knows: const VERSION, FILES.

self.addEventListener("install", (event) => {
  const kept = caches.open(VERSION).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" }))));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name))));
  event.waitUntil(old.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  const isPage = request.mode === "navigate" && path === "/till/";
  if (isPage || FILES.slice(1).includes(path)) event.respondWith(fromCache(isPage ? "/till/" : path, request));
});

async function fromCache(path, request) {
  return (await caches.match(path, { ignoreVary: true })) ?? fetch(request);
}
