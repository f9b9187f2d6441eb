// One letter per act. A page marks what a key does with data-key; the row under the cursor is asked first, then the page.
const KEPT = "onaccount.keys"; // "off" when the person does not want letters
const FIELD = "input:not([type=checkbox], [type=radio]), select, textarea, [contenteditable]";
const OPENS_BY_ITSELF = "a, button, summary, select, textarea, input:not(.table__pick)";
const OPENING = "[hx-get][data-key].htmx-request"; // a form that a key asked for is on its way
const root = document.documentElement;

const lettersAreOn = () => localStorage.getItem(KEPT) !== "off";
const rows = () => [...document.querySelectorAll("tr[data-number]")];
const currentRow = () => document.querySelector("tr[data-number][aria-current]");

function nameOf(event) {
  const ctrl = event.ctrlKey || event.metaKey ? "ctrl+" : "";
  return ctrl + event.key.toLowerCase();
}

function find(key) {
  const mark = `[data-key="${CSS.escape(key)}"]`;
  const inPlace = currentRow()?.querySelector(mark);
  return inPlace ?? [...document.querySelectorAll(mark)].filter((found) => !found.closest("tr[data-number]")).at(-1);
}

function move(by) {
  const all = rows();
  const from = all.indexOf(currentRow());
  const to = all[from < 0 ? (by > 0 ? 0 : all.length - 1) : from + by];
  to?.querySelector(".table__name")?.focus();
  to?.scrollIntoView({ block: "nearest" });
}

function act(key) {
  const target = find(key);
  if (!target) return false;
  if (target.matches(FIELD)) target.focus();
  else target.click();
  return true;
}

function press(event) {
  const key = nameOf(event);
  const typing = event.target.matches?.(FIELD);
  const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey;
  if (event.defaultPrevented || event.altKey || (isLetter && (typing || !lettersAreOn()))) return;
  if (isLetter && document.querySelector(OPENING)) return event.preventDefault(); // it was meant for the field that comes
  if (event.key === "Escape" && (typing || document.querySelector("[popover]:popover-open"))) return;
  if ((key === "j" || key === "k") && rows().length) move(key === "j" ? 1 : -1);
  else if (key === "enter" && event.target.closest(OPENS_BY_ITSELF)) return;
  else if (!act(key)) return;
  event.preventDefault();
}

function showSwitch(label) {
  const box = label.querySelector("input");
  const tell = () => {
    root.dataset.keys = lettersAreOn() ? "on" : "off";
    box.checked = lettersAreOn();
  };
  label.hidden = false;
  box.addEventListener("change", () => {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
    tell();
  });
  tell();
}

document.addEventListener("keydown", press);
document.addEventListener("focusin", (event) => {
  const row = event.target.closest("tr[data-number]");
  if (!row || row === currentRow()) return;
  currentRow()?.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
});
document.getElementById("help").addEventListener("toggle", (event) => {
  if (event.newState === "open") event.target.querySelector("button").focus();
});
document.querySelectorAll("[data-keys-switch]").forEach(showSwitch);
