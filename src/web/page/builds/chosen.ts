import { signal } from "@preact/signals";

/** The ids of builds that are to be compared, two at most. */
export const chosen = signal<readonly string[]>([]);

/** Chooses a build, or takes it back; of three the first is let go. */
export function choose(id: string): void {
  const { value } = chosen;
  chosen.value = value.includes(id) ? value.filter((other) => other !== id) : [...value, id].slice(-2);
}
