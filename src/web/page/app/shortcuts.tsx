import { signal } from "@preact/signals";
import { listShortcut } from "../builds/builds-view.js";
import { Dialog } from "../parts/dialog.js";
import { buildHref, go, route } from "../place/route.js";
import { setSingleKeys, singleKeys } from "./key-setting.js";

/** Whether the list of shortcuts is open. */
export const shortcutsShown = signal(false);

const tabs = ["timeline", "graph", "logs", "source", "why", "inputs", "results"];

const lines: readonly (readonly [keys: string, does: string])[] = [
  ["↑ ↓ PgUp PgDn Home End", "go from row to row"],
  ["Enter", "open what has the focus"],
  ["/", "search"],
  ["1 … 7", "go to a tab of the build"],
  ["← →", "in the graph: to what a step is made from, and what is made of it"],
  ["c, C", "in the list: choose a build to compare; compare the two"],
  ["g b, g n", "go to builds, to builders"],
  ["Esc", "close the step or the dialog"],
  ["?", "this list"],
];

/** The list of shortcuts, when it is open. */
export function Shortcuts() {
  if (!shortcutsShown.value) return null;
  return (
    <Dialog
      title="Keyboard shortcuts"
      onClose={() => {
        shortcutsShown.value = false;
      }}
    >
      <table class="pairs">
        <tbody>
          {lines.map(([keys, does]) => (
            <tr key={keys}>
              <th scope="row">
                <kbd>{keys}</kbd>
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <label>
        <input
          type="checkbox"
          checked={singleKeys.value}
          onChange={(event) => setSingleKeys(event.currentTarget.checked)}
        />{" "}
        Keys that are one letter, digit or sign
      </label>
    </Dialog>
  );
}

let before = "";

function onKey(event: KeyboardEvent): void {
  const { target, key } = event;
  const typing = target instanceof HTMLInputElement && target.type !== "checkbox";
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]") !== null)
    return;
  if (typing || target instanceof HTMLSelectElement) {
    if (key === "Escape" && target instanceof HTMLElement) target.blur();
    return;
  }
  if (!singleKeys.value && key !== "Escape") return;
  const [place, builder, node, ref, tab] = route.value.parts;
  const build =
    builder !== undefined && node !== undefined && ref !== undefined ? { builder, node, ref } : undefined;
  const went = before === "g" ? { b: "#/builds", n: "#/builders" }[key] : undefined;
  before = key;
  if (went !== undefined) go(went);
  else if (key === "?") shortcutsShown.value = true;
  else if (key === "/") {
    event.preventDefault();
    document.querySelector<HTMLElement>("[data-search=own]")?.focus();
  } else if (build !== undefined && place === "builds") {
    const named = tabs[Number(key) - 1];
    if (named !== undefined) {
      go(buildHref(build, named, Object.fromEntries(route.value.query)));
      document.getElementById("main")?.focus();
    }
    if (key === "Escape") go(buildHref(build, tab), true);
  } else listShortcut(key);
}

/** Listens to the keyboard from now on. */
export function followKeys(): void {
  addEventListener("keydown", onKey);
}
