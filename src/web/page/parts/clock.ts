import { signal } from "@preact/signals";

/** The time that running things are drawn for, in Unix milliseconds; moves on four times a second. */
export const now = signal(Date.now());

/** Whether there is little room from left to right. */
export const narrow = signal(false);

/** Keeps both current. */
export function startClock(): void {
  setInterval(() => {
    if (document.visibilityState === "visible") now.value = Date.now();
  }, 250);
  const query = matchMedia("(max-width: 700px)");
  narrow.value = query.matches;
  query.addEventListener("change", () => {
    narrow.value = query.matches;
  });
}
