// Toasts go after their time, never under pointer or focus.
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

// What asks by itself is no act of a person.
function fail({ target }) {
  if (!target.matches("[hx-trigger]")) place.append(document.getElementById("toast-failed").content.cloneNode(true));
}

for (const toast of place.children) welcome(toast);
new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(welcome))).observe(place, { childList: true });
place.addEventListener("click", (event) => event.target.closest("[data-close]")?.closest(".toast").remove());
place.addEventListener("htmx:afterRequest", (event) => event.target.closest(".toast")?.remove());

for (const event of ["responseError", "sendError"]) document.addEventListener(`htmx:${event}`, fail);

// A fragment was asked for and a page came from another address: the session ended. Go there instead of drawing it in a row.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const came = new URL(xhr.responseURL || location.href, location.href);
  if (came.pathname === new URL(pathInfo.finalRequestPath, location.href).pathname) return;
  if (!/^\s*<!doctype/i.test(xhr.responseText)) return;
  event.detail.shouldSwap = false;
  location.assign(came);
});
