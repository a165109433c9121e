import { signal } from "@preact/signals";
import type { BuildKey } from "../../contract/index.js";
import { BuildView } from "../build/build-view.js";
import { BuildersView } from "../builders/builders-view.js";
import { BuildsView } from "../builds/builds-view.js";
import { CompareView } from "../compare/compare-view.js";
import { session } from "../data/api.js";
import type { BuildModel } from "../data/build-model.js";
import { builds, openBundle } from "../data/list-store.js";
import { reconnecting, refused } from "../data/stream.js";
import { Problem } from "../parts/problem.js";
import { buildHref, go, route } from "../place/route.js";
import { SeriesView } from "../series/series-view.js";
import { Shortcuts, shortcutsShown } from "./shortcuts.js";
import { usePlaceFocus } from "./use-place-focus.js";

/** A file lies over the page. */
export const dragging = signal(false);
const bundleProblem = signal<Error | undefined>(undefined);

/** Opens a bundle and goes to its build, or to the list where it has several. */
export async function takeFile(file: File): Promise<void> {
  bundleProblem.value = undefined;
  try {
    const [first, ...others] = await openBundle(file);
    go(first !== undefined && others.length === 0 ? buildHref(first) : "#/builds");
  } catch (error) {
    bundleProblem.value = error as Error;
  }
}

/** How the app gets at a build; the same one as long as the same build is shown. */
export type OpenModel = (key: BuildKey) => BuildModel;

function Place({ open }: { open: OpenModel }) {
  if (refused.value !== undefined && builds.value === undefined) {
    return (
      <main id="main" class="view" tabIndex={-1}>
        <h1>Slipway</h1>
        <Problem error={refused.value} />
      </main>
    );
  }
  const { parts, query } = route.value;
  const [place = "builds", ...rest] = parts;
  if (place === "compare") return <CompareView a={query.get("a") ?? ""} b={query.get("b") ?? ""} />;
  if (place === "series") return <SeriesView series={rest[0] ?? ""} />;
  if (place === "builders") return <BuildersView name={rest[0]} />;
  const [builder, node, ref, tab = "timeline"] = rest;
  if (builder !== undefined && node !== undefined && ref !== undefined) {
    return <BuildView key={`${builder}/${node}/${ref}`} model={open({ builder, node, ref })} tab={tab} />;
  }
  return <BuildsView onFile={takeFile} />;
}

/** The whole page: its head, and the place that the address names. */
export function App({ open }: { open: OpenModel }) {
  usePlaceFocus();
  const [place = "builds"] = route.value.parts;
  const current = (name: string) => (place === name ? "page" : undefined);
  return (
    <>
      {/* biome-ignore lint/a11y/useValidAnchor: it is a link, to a place in an address that has its own meaning here */}
      <a
        class="skip"
        href="#main"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById("main")?.focus();
        }}
      >
        Skip to the content
      </a>
      <header class="bar-top">
        <span class="brand">Slipway</span>
        <nav aria-label="Places">
          <a href="#/builds" aria-current={current("builds")}>
            Builds
          </a>
          <a href="#/builders" aria-current={current("builders")}>
            Builders
          </a>
        </nav>
        <span class="grow" />
        <span role="status" class="faint">
          {reconnecting.value ? "connection lost, trying again" : ""}
        </span>
        <button
          type="button"
          class="quiet"
          aria-label="Keyboard shortcuts"
          title={`Slipway ${session.value?.version ?? ""}`}
          onClick={() => {
            shortcutsShown.value = true;
          }}
        >
          ?
        </button>
      </header>
      {bundleProblem.value !== undefined && <Problem error={bundleProblem.value} />}
      {refused.value !== undefined && builds.value !== undefined && <Problem error={refused.value} />}
      <Place open={open} />
      {dragging.value && <div class="drop">Drop a .dockerbuild to open it</div>}
      <Shortcuts />
    </>
  );
}
