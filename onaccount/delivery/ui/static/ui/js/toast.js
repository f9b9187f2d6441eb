// Toasts go by themselves after their seconds, but never under pointer or focus: reading takes as long as it takes.
const place = document.getElementById("toasts");
const MOST = 3; // older ones would cover the work

function countDown(toast) {
  let left = Number(toast.dataset.seconds);
  const tick = setInterval(() => {
    if (!toast.isConnected) return clearInterval(tick);
    if (!toast.matches(":hover, :focus-within") && --left <= 0) toast.remove();
  }, 1000);
}

function welcome(toast) {
  if (!toast.matches?.(".toast[data-seconds]")) return;
  countDown(toast);
  while (place.children.length > MOST) place.firstElementChild.remove();
}

function say(id) {
  place.append(document.getElementById(id).content.cloneNode(true));
}

for (const toast of place.children) welcome(toast);
new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(welcome))).observe(place, { childList: true });
place.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".toast").remove());
place.addEventListener("htmx:afterRequest", (event) => event.target.closest(".toast")?.remove());

document.addEventListener("htmx:responseError", () => say("toast-failed"));
document.addEventListener("htmx:sendError", () => say("toast-failed"));

// A fragment was asked for and a page came from another address: the session ended. Go there instead of drawing it in a row.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const came = new URL(xhr.responseURL || location.href, location.href);
  if (came.pathname === new URL(pathInfo.finalRequestPath, location.href).pathname) return;
  if (!/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  location.assign(came);
});
