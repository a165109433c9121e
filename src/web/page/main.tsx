import { render } from "preact";
import type { BuildKey, InlineBuild } from "../contract/index.js";
import { App, dragging, type OpenModel, takeFile } from "./app/app.js";
import { InlineApp } from "./app/inline-app.js";
import { followKeys } from "./app/shortcuts.js";
import { openSession } from "./data/api.js";
import { type BuildModel, inlineBuild, serverBuild } from "./data/build-model.js";
import { followList } from "./data/list-store.js";
import { startClock } from "./parts/clock.js";
import { Problem } from "./parts/problem.js";
import { followRoute, keyText } from "./place/route.js";

/** Keeps the build that is shown, and ends the one before. */
function oneModel(): OpenModel {
  let open: { key: string; model: BuildModel } | undefined;
  return (key: BuildKey) => {
    const name = keyText(key);
    if (open?.key !== name) {
      open?.model.close();
      open = { key: name, model: serverBuild(key) };
    }
    return open.model;
  };
}

function takeDroppedFiles(): void {
  addEventListener("dragover", (event) => {
    event.preventDefault();
    dragging.value = true;
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) dragging.value = false;
  });
  addEventListener("drop", (event) => {
    event.preventDefault();
    dragging.value = false;
    const [file] = event.dataTransfer?.files ?? [];
    if (file !== undefined) void takeFile(file);
  });
}

async function start(): Promise<void> {
  const root = document.getElementById("app") ?? document.body;
  startClock();
  const saved = document.getElementById("slipway-build");
  if (saved?.textContent) {
    const data = JSON.parse(saved.textContent) as InlineBuild;
    followRoute();
    followKeys();
    render(<InlineApp model={inlineBuild(data)} version={data.version} />, root);
    return;
  }
  try {
    await openSession();
  } catch (error) {
    render(
      <main class="view">
        <h1>Slipway</h1>
        <Problem error={error as Error} />
      </main>,
      root,
    );
    return;
  }
  // The page begins anew: nothing that it shows needs to be of the command that the new link is of.
  followRoute(() => location.reload());
  followKeys();
  takeDroppedFiles();
  void followList(new AbortController().signal);
  render(<App open={oneModel()} />, root);
}

void start();
