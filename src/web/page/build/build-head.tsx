import { useState } from "preact/hooks";
import type { BuildDocument, BuildEntry } from "../../contract/index.js";
import { buildDuration, nameOf } from "../builds/build-row.js";
import { change, respond } from "../data/api.js";
import type { BuildModel } from "../data/build-model.js";
import { builds } from "../data/list-store.js";
import { now } from "../parts/clock.js";
import { Dialog } from "../parts/dialog.js";
import { Problem } from "../parts/problem.js";
import { StateMark } from "../parts/state-mark.js";
import { Text } from "../parts/text.js";
import { buildHref, go, hrefOf, keyText } from "../place/route.js";
import { agoText, bytesText, durationText, isoTime, percentText } from "../text/format.js";

/** The builds of the same target, the newest first. */
export const seriesOf = (build: BuildEntry): BuildEntry[] =>
  (builds.value ?? []).filter(({ series }) => series === build.series);

/** What a build is and how it went, in a few lines. */
export function BuildHead({ model, document }: { model: BuildModel; document: BuildDocument }) {
  const { build, failure, steps, problems } = document;
  const bytes = steps.reduce((sum, step) => sum + (step.kind === "internal" ? 0 : step.bytes.current), 0);
  const { total, completed, cached } = build.steps;
  return (
    <header class="build-head">
      <div class="build-title">
        <h1>
          <Text>{nameOf(build)}</Text>
        </h1>
        <StateMark state={build.status} word />
        <span class="grow" />
        {model.attachment !== undefined && <Actions build={build} />}
      </div>
      <p class="facts-line">
        <span>
          <b>{durationText(buildDuration(build))}</b>
        </span>
        <span>{build.live ? `${completed} of ${total} steps` : `${total} steps`}</span>
        <span>{percentText(cached, total)} cached</span>
        {bytes > 0 && <span>{bytesText(bytes)} moved</span>}
        {build.platforms.length > 0 && (
          <span>
            <Text>{build.platforms.join(", ")}</Text>
          </span>
        )}
        <span class="faint">
          <Text>{`${build.builder} / ${build.node}`}</Text>
        </span>
        <span class="faint">
          <time dateTime={isoTime(build.started)} title={new Date(build.started).toLocaleString()}>
            {agoText(build.started, now.value)}
          </time>
        </span>
      </p>
      {failure !== undefined && (
        <div class="problem failure">
          <p>
            <Text>{failure.message}</Text>
          </p>
          {failure.step !== undefined && (
            <p>
              <a href={buildHref(build, "logs", { step: String(failure.step) })}>Log of the step</a>{" "}
              {failure.source !== undefined && (
                <a href={buildHref(build, "source", { step: String(failure.step) })}>
                  Its line in the source
                </a>
              )}
            </p>
          )}
        </div>
      )}
      {problems.map((problem) => (
        <p key={problem} class="notice faint">
          <Text>{problem}</Text>
        </p>
      ))}
    </header>
  );
}

async function save(build: BuildEntry): Promise<void> {
  const response = await respond(`builds/${keyText(build)}/html`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await response.blob());
  link.download = `${build.ref}.html`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function Actions({ build }: { build: BuildEntry }) {
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<Error | undefined>();
  const series = seriesOf(build);
  const before = series.filter(({ started }) => started < build.started)[0];
  const attempt = (action: () => Promise<void>) => action().catch((failed: Error) => setError(failed));
  return (
    <div class="actions">
      {before !== undefined && (
        <a class="button" href={hrefOf(["compare"], { a: keyText(before), b: keyText(build) })}>
          Compare with the one before
        </a>
      )}
      {series.length > 1 && (
        <a class="button" href={hrefOf(["series", build.series])}>
          Over time
        </a>
      )}
      <button type="button" disabled={build.live} onClick={() => attempt(() => save(build))}>
        Save as HTML
      </button>
      <button type="button" disabled={build.live} onClick={() => setAsking(true)}>
        Remove…
      </button>
      {error !== undefined && <Problem error={error} />}
      {asking && (
        <Dialog title="Remove this build?" onClose={() => setAsking(false)}>
          <p>Its record and its logs are removed from the builder. Images and the cache stay.</p>
          <div class="dialog-buttons">
            <button
              type="button"
              class="danger"
              onClick={() =>
                attempt(async () => {
                  await change(`builds/${keyText(build)}/remove`);
                  go("#/builds");
                })
              }
            >
              Remove
            </button>
          </div>
          {error !== undefined && <Problem error={error} />}
        </Dialog>
      )}
    </div>
  );
}
