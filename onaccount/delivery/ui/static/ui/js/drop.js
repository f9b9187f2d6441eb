// A file dropped anywhere on the box goes into its file field, whose name is then shown by the browser itself.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const field = zone.querySelector("input[type=file]");
  const mark = (over) => zone.classList.toggle("upload--over", over);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    mark(true);
  });
  zone.addEventListener("dragleave", () => mark(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    if (event.dataTransfer.files.length) field.files = event.dataTransfer.files;
  });
}
