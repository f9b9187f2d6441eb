// Choosing rows: the count, all at once, a range with Shift. Without this the boxes and the bar still work.
const bulk = document.querySelector(".bulk");
const all = bulk?.querySelector("[data-pick-all]");
const count = bulk?.querySelector("[data-picked]");
let last = null;

const picks = () => [...bulk.querySelectorAll(".table__pick")];

function tell() {
  const picked = picks().filter((box) => box.checked).length;
  count.textContent = picked.toLocaleString("en-GB");
  all.checked = picked > 0 && picked === picks().length;
  all.indeterminate = picked > 0 && !all.checked;
}

function pickRange(from, to) {
  const boxes = picks();
  const [start, end] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  if (start < 0) return;
  boxes.slice(start, end + 1).forEach((box) => (box.checked = to.checked));
}

function pickAll(checked) {
  picks().forEach((box) => (box.checked = checked));
  tell();
}

if (all) {
  all.hidden = false;
  bulk.addEventListener("change", (event) => (event.target === all ? pickAll(all.checked) : tell()));
  bulk.addEventListener("click", (event) => {
    const box = event.target.closest(".table__pick");
    if (box && event.shiftKey && last?.isConnected) pickRange(last, box);
    if (box) last = box;
    if (event.target.closest("[data-pick-none]")) pickAll(false);
  });
  document.addEventListener("htmx:afterSettle", tell);
  addEventListener("pageshow", tell); // the browser may restore ticks when one comes back
  tell();
}
