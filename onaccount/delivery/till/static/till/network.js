// Whether there is a network: seen by whoever asks the server something.

import { Away, Refused } from "./door.js";
import { changed, till } from "./state.js";

export async function asked(work) {
  try {
    const found = await work();
    online(true);
    return found;
  } catch (failure) {
    online(!(failure instanceof Away));
    if (failure instanceof Refused && failure.code === "till_not_paired" && till.me && till.isPaired) {
      till.isPaired = false;
      changed("unpaired");
    }
    throw failure;
  }
}

export function online(isOnline) {
  if (till.isOnline === isOnline) return;
  till.isOnline = isOnline;
  till.lostAt = isOnline ? null : Date.now();
  changed(isOnline ? "online" : "offline");
}
