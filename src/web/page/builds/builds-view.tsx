import { computed, signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { BuildState } from "../../contract/index.js";
import { builderNames, builds, waiting } from "../data/list-store.js";
import { idOf } from "../data/merge-list.js";
import { narrow } from "../parts/clock.js";
import { SearchField } from "../parts/search-field.js";
import { Text } from "../parts/text.js";
import { TextOption } from "../parts/text-option.js";
import { useTitle } from "../parts/use-title.js";
import { VirtualList } from "../parts/virtual-list.js";
import { go, hrefOf, keyText } from "../place/route.js";
import { countText } from "../text/format.js";
import { BuildRow } from "./build-row.js";
import { choose, chosen } from "./chosen.js";
import { type BuildFilter, filterBuilds } from "./filter-builds.js";

const filter = signal<BuildFilter>({ text: "", status: "", builder: "" });
const states: readonly (BuildState | "")[] = ["", "running", "completed", "failed", "canceled"];
const shown = computed(() => filterBuilds(builds.value ?? [], filter.value));

function Filters({ onFile }: { onFile(file: File): void }) {
  const file = useRef<HTMLInputElement>(null);
  const { text, status, builder } = filter.value;
  const set = (change: Partial<BuildFilter>) => {
    filter.value = { ...filter.value, ...change };
  };
  return (
    <div class="toolbar">
      <SearchField own label="Search builds" value={text} onInput={(value) => set({ text: value })} />
      <fieldset class="chips">
        <legend class="unseen">Status</legend>
        {states.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={status === state}
            onClick={() => set({ status: state })}
          >
            {state === "" ? "all" : state}
          </button>
        ))}
      </fieldset>
      <label>
        <span class="unseen">Builder</span>
        <select value={builder} onChange={(event) => set({ builder: event.currentTarget.value })}>
          <option value="">all builders</option>
          {builderNames.value.map((name) => (
            <TextOption key={name} value={name}>
              {name}
            </TextOption>
          ))}
        </select>
      </label>
      <span class="grow" />
      <button type="button" onClick={() => file.current?.click()}>
        Open bundle…
      </button>
      <input
        ref={file}
        type="file"
        hidden
        accept=".dockerbuild"
        aria-label="Bundle to open"
        onChange={(event) => {
          const [first] = event.currentTarget.files ?? [];
          if (first !== undefined) onFile(first);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}

/** Goes to the comparison of the two that are chosen, the earlier one first. */
function compareChosen(): void {
  const pair = (builds.value ?? []).filter((build) => chosen.value.includes(idOf(build)));
  const [a, b] = pair.sort((one, other) => one.started - other.started);
  if (a !== undefined && b !== undefined) go(hrefOf(["compare"], { a: keyText(a), b: keyText(b) }));
}

/** `c` chooses the build that has the focus for a comparison, `C` compares. */
export function listShortcut(key: string): void {
  const id = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.build : undefined;
  if (key === "c" && id !== undefined) choose(id);
  if (key === "C") compareChosen();
}

/** The list of builds of all builders. */
export function BuildsView({ onFile }: { onFile(file: File): void }) {
  useTitle("Builds");
  const list = shown.value;
  const all = builds.value;
  const problems = waiting.value.filter(({ message }) => message !== undefined);
  return (
    <main id="main" class="view fixed" tabIndex={-1}>
      <h1 class="unseen">Builds</h1>
      <Filters onFile={onFile} />
      {chosen.value.length > 0 && (
        <div class="notice">
          {chosen.value.length === 1 ? "Choose one more build to compare. " : "Two builds are chosen. "}
          {chosen.value.length === 2 && (
            <button type="button" class="primary" onClick={compareChosen}>
              Compare
            </button>
          )}
          <button
            type="button"
            onClick={() => {
              chosen.value = [];
            }}
          >
            Clear
          </button>
        </div>
      )}
      {problems.map(({ builder, message = "" }) => (
        <p key={builder} class="notice faint">
          <Text>{`${builder}: ${message}`}</Text>
        </p>
      ))}
      <p class="unseen" role="status">
        {all === undefined ? "" : `${countText(list.length)} of ${countText(all.length)} builds`}
      </p>
      {list.length === 0 ? (
        <Nothing loading={all === undefined} some={(all?.length ?? 0) > 0} />
      ) : (
        <VirtualList
          label="Builds"
          class="panel builds"
          count={list.length}
          rowHeight={narrow.value ? 64 : 48}
          keyOf={(index) => (list[index] === undefined ? "" : idOf(list[index]))}
          row={(index, tabIndex) => {
            const build = list[index];
            return build === undefined ? null : <BuildRow build={build} tabIndex={tabIndex} />;
          }}
        />
      )}
    </main>
  );
}

function Nothing({ loading, some }: { loading: boolean; some: boolean }) {
  if (loading) return <p class="empty">Asking the builders…</p>;
  if (some) return <p class="empty">No build is like that.</p>;
  return (
    <div class="empty">
      <p>No builds yet.</p>
      <p class="faint">
        Builds show up here when they start, whoever starts them. A <code>.dockerbuild</code> file can be
        dropped here.
      </p>
    </div>
  );
}
