import { signal } from "@preact/signals";

const stored = "slipway-single-keys";

/** Storage may be denied, as it is to some pages that are opened from a file: then the setting lasts as long as the page. */
function attempt<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}

/** Whether keys without Ctrl, Alt or Meta do something: speech that is taken for typing would press them unasked. */
export const singleKeys = signal(attempt((storage) => storage.getItem(stored)) !== "off");

/** Turns them on or off, for this browser. */
export function setSingleKeys(on: boolean): void {
  singleKeys.value = on;
  attempt((storage) => (on ? storage.removeItem(stored) : storage.setItem(stored, "off")));
}
