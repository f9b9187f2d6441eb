// Show what is typed into a password field. The button appears only where it can work.
for (const button of document.querySelectorAll("[data-reveals]")) {
  const field = document.getElementById(button.dataset.reveals);
  const words = [button.textContent, button.dataset.other];
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.textContent = words[shown ? 0 : 1];
    field.focus();
  });
  field.form.addEventListener("submit", () => (field.type = "password")); // so that the browser offers to keep it
}
