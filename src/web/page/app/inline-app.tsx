import { BuildView } from "../build/build-view.js";
import type { BuildModel } from "../data/build-model.js";
import { route } from "../place/route.js";
import { Shortcuts, shortcutsShown } from "./shortcuts.js";
import { usePlaceFocus } from "./use-place-focus.js";

/** The page of a build that was saved as a single file: that build alone, from what stands in the page. */
export function InlineApp({ model, version }: { model: BuildModel; version: string }) {
  usePlaceFocus();
  const tab = route.value.parts[4] ?? "timeline";
  return (
    <>
      <header class="bar-top">
        <span class="brand">Slipway</span>
        <span class="faint">saved build</span>
        <span class="grow" />
        <button
          type="button"
          class="quiet"
          aria-label="Keyboard shortcuts"
          title={`Slipway ${version}`}
          onClick={() => {
            shortcutsShown.value = true;
          }}
        >
          ?
        </button>
      </header>
      <BuildView model={model} tab={tab} />
      <Shortcuts />
    </>
  );
}
