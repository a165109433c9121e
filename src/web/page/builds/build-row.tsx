import type { BuildEntry } from "../../contract/index.js";
import { idOf } from "../data/merge-list.js";
import { now } from "../parts/clock.js";
import { StateMark } from "../parts/state-mark.js";
import { Text } from "../parts/text.js";
import { buildHref } from "../place/route.js";
import { agoText, durationText, percentText } from "../text/format.js";
import { visibleText } from "../text/visible-text.js";
import { choose, chosen } from "./chosen.js";

/** What a build is called. */
export const nameOf = ({ name, ref }: BuildEntry): string => (name === "" ? ref : name);

/** How long a build took, or has been running; for running ones the clock goes on. */
export const buildDuration = (build: BuildEntry): number =>
  build.live ? Math.max(build.duration, now.value - build.started) : build.duration;

/** A build in the list: a link to it, and a box to compare it with another. */
export function BuildRow({ build, tabIndex }: { build: BuildEntry; tabIndex: 0 | -1 }) {
  const id = idOf(build);
  const { total, completed, cached } = build.steps;
  return (
    <div class={`build-row is-${build.status}`}>
      <input
        type="checkbox"
        tabIndex={-1}
        aria-label={visibleText(`Compare ${nameOf(build)}`)}
        checked={chosen.value.includes(id)}
        onChange={() => choose(id)}
      />
      <a href={buildHref(build)} tabIndex={tabIndex} data-build={id}>
        <StateMark state={build.status} />
        <span class="main">
          <span class="name">
            <Text title>{nameOf(build)}</Text>
          </span>
          <span class="sub">
            {build.error === undefined ? (
              <Text>{[build.builder, ...build.platforms].join(" · ")}</Text>
            ) : (
              <span class="bad">
                <Text>{build.error}</Text>
              </span>
            )}
          </span>
        </span>
        <span class="number steps">
          {build.live ? `${completed}/${total}` : `${total} steps`}
          <span class="sub">{percentText(cached, total)} cached</span>
        </span>
        <span class="number took">
          {durationText(buildDuration(build))}
          <span class="sub">{agoText(build.started, now.value)}</span>
        </span>
      </a>
    </div>
  );
}
