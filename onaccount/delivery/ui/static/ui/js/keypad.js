// A keypad under a field of digits. It appears only where it can work; then the phone's own keyboard stays away.
for (const pad of document.querySelectorAll("[data-keypad]")) {
  const field = document.getElementById(pad.dataset.keypad);
  pad.hidden = false;
  for (const other of field.form.querySelectorAll("[data-without-keypad]")) other.hidden = true;
  if (matchMedia("(pointer: coarse)").matches) field.inputMode = "none";
  pad.addEventListener("click", (event) => {
    const key = event.target.closest("[data-digit]");
    if (!key) return;
    field.value = key.dataset.digit ? field.value + key.dataset.digit : field.value.slice(0, -1);
    field.focus({ preventScroll: true });
  });
}
