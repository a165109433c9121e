import { signal } from "@preact/signals";
import { SearchField } from "../parts/search-field.js";
import type { StepFilter } from "./order-steps.js";

/** Which steps of builds are shown. */
export const stepFilter = signal<StepFilter>({ text: "", internal: false, critical: false });

/** What chooses the steps that are shown, and what the colours mean. */
export function StepTools() {
  const set = (change: Partial<StepFilter>) => {
    stepFilter.value = { ...stepFilter.value, ...change };
  };
  const { text, internal, critical } = stepFilter.value;
  return (
    <div class="toolbar">
      <SearchField own label="Search steps" value={text} onInput={(value) => set({ text: value })} />
      <button type="button" aria-pressed={critical} onClick={() => set({ critical: !critical })}>
        critical path only
      </button>
      <button type="button" aria-pressed={internal} onClick={() => set({ internal: !internal })}>
        internal steps
      </button>
      <span class="grow" />
      <ul class="legend">
        <li>
          <span class="swatch wait" /> waited
        </li>
        <li>
          <span class="swatch bar-done" /> ran
        </li>
        <li>
          <span class="swatch bar-running" /> running
        </li>
        <li>
          <span class="swatch bar-cached" /> cached
        </li>
        <li>
          <span class="swatch bar-failed" /> failed
        </li>
        <li>
          <span class="swatch bar-done critical" /> critical path
        </li>
      </ul>
    </div>
  );
}
