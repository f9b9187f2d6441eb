// Ways to pay are dragged by mouse, pen or finger. What is sent is what their buttons send.
const lists = [...document.querySelectorAll(".menus__drop")];
const REACH = 40; // pixels beside a list that still mean it
const under = (x, y) =>
  lists.find((list) => {
    const box = list.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top - REACH && y <= box.bottom + REACH;
  });
const place = (item) => [...item.parentElement.children].indexOf(item);

for (const item of document.querySelectorAll(".menus__method")) {
  item.dataset.drag = "";
  item.addEventListener("pointerdown", (down) => {
    if (down.button || down.target.closest("button")) return;
    const [from, next, was] = [item.parentElement, item.nextElementSibling, place(item)];
    const root = document.documentElement; // the item itself moves, and would lose the pointer
    const ends = new AbortController();
    const on = (name, act) => root.addEventListener(name, act, { signal: ends.signal });
    root.setPointerCapture(down.pointerId);
    on("pointermove", ({ clientX: x, clientY: y }) => {
      if (Math.hypot(x - down.clientX, y - down.clientY) < 6) return;
      item.classList.add("menus__method--moved");
      const middle = (each) => each.getBoundingClientRect().top + each.offsetHeight / 2;
      const list = under(x, y);
      list?.insertBefore(item, [...list.children].find((each) => each !== item && y < middle(each)) ?? null);
    });
    const back = () => {
      ends.abort();
      item.classList.remove("menus__method--moved");
      from.insertBefore(item, next);
    };
    on("pointercancel", back);
    on("pointerup", () => {
      const [list, now] = [item.parentElement, place(item)];
      if (list === from && (now === was || "out" in list.dataset)) return back();
      ends.abort();
      const button = item.querySelector("button");
      button.value = "out" in list.dataset ? "" : now;
      button.disabled = false;
      button.form.requestSubmit(button);
    });
  });
}
