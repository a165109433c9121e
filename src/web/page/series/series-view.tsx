import type { BuildEntry } from "../../contract/index.js";
import { buildDuration, nameOf } from "../builds/build-row.js";
import { builds } from "../data/list-store.js";
import { idOf } from "../data/merge-list.js";
import { now } from "../parts/clock.js";
import { StateMark } from "../parts/state-mark.js";
import { Text } from "../parts/text.js";
import { useTitle } from "../parts/use-title.js";
import { buildHref } from "../place/route.js";
import { agoText, durationText, percentText } from "../text/format.js";

/** How many builds are drawn: the newest. */
const mostDrawn = 200;

/** The builds of one target over time: how long they took, their steps, and what the cache had. */
export function SeriesView({ series }: { series: string }) {
  const all = (builds.value ?? []).filter((build) => build.series === series).slice(0, mostDrawn);
  const [newest] = all;
  useTitle(newest === undefined ? "Over time" : `${nameOf(newest)} over time`);
  if (newest === undefined) {
    return (
      <main id="main" class="view" tabIndex={-1}>
        <h1>Over time</h1>
        <p class="empty">
          {builds.value === undefined ? "Asking the builders…" : "There are no such builds."}
        </p>
      </main>
    );
  }
  return (
    <main id="main" class="view" tabIndex={-1}>
      <h1>
        <Text>{nameOf(newest)}</Text> <span class="faint">over time</span>
      </h1>
      <Chart builds={all.toReversed()} />
      <div class="panel">
        <table class="series">
          <thead>
            <tr>
              <th scope="col">Build</th>
              <th scope="col" class="number">
                Duration
              </th>
              <th scope="col" class="number">
                Steps
              </th>
              <th scope="col" class="number">
                Cached
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((build) => (
              <tr key={idOf(build)}>
                <td>
                  <StateMark state={build.status} />{" "}
                  <a href={buildHref(build)}>{agoText(build.started, now.value)}</a>{" "}
                  <span class="faint">
                    <Text>{build.builder}</Text>
                  </span>
                </td>
                <td class="number">{durationText(buildDuration(build))}</td>
                <td class="number">{build.steps.total}</td>
                <td class="number">{percentText(build.steps.cached, build.steps.total)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </main>
  );
}

const height = 120;

function Chart({ builds: drawn }: { builds: readonly BuildEntry[] }) {
  const most = drawn.reduce((longest, build) => Math.max(longest, buildDuration(build)), 1);
  const width = 1000 / Math.max(drawn.length, 8);
  return (
    <figure class="panel series-chart">
      <figcaption>
        Duration, at most {durationText(most)}; the lower part of a bar is the part of its steps that the
        cache had
      </figcaption>
      <svg viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {drawn.map((build, index) => {
          const full = Math.max(2, (buildDuration(build) / most) * height);
          const cached = build.steps.total === 0 ? 0 : (build.steps.cached / build.steps.total) * full;
          const place = { x: index * width + width * 0.15, width: width * 0.7 };
          return (
            <g key={idOf(build)}>
              <rect class={`column column-${build.status}`} {...place} y={height - full} height={full} />
              <rect class="column column-cached" {...place} y={height - cached} height={cached} />
            </g>
          );
        })}
      </svg>
    </figure>
  );
}
