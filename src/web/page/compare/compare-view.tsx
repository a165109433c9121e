import type { BuildEntry, Comparison, InputDifference, StepPair } from "../../contract/index.js";
import { CauseText } from "../build/cause-text.js";
import { request } from "../data/api.js";
import { narrow } from "../parts/clock.js";
import { Problem } from "../parts/problem.js";
import { ScrollRows } from "../parts/scroll-rows.js";
import { StateMark } from "../parts/state-mark.js";
import { Text } from "../parts/text.js";
import { useAnswer } from "../parts/use-answer.js";
import { useTitle } from "../parts/use-title.js";
import { useWindow } from "../parts/use-window.js";
import { buildHref, hrefOf } from "../place/route.js";
import { durationText, percentText } from "../text/format.js";

/** Two builds side by side: what went into them, and their steps. */
export function CompareView({ a, b }: { a: string; b: string }) {
  useTitle("Compare");
  const query = new URLSearchParams({ a, b }).toString();
  const { value, error } = useAnswer(query, () => request<Comparison>(`compare?${query}`));
  return (
    <main id="main" class="view fixed" tabIndex={-1}>
      <h1>Two builds</h1>
      {error !== undefined && <Problem error={error} />}
      {error === undefined && value === undefined && <p class="empty">Comparing…</p>}
      {value !== undefined && (
        <>
          <p>
            <a href={hrefOf(["compare"], { a: b, b: a })}>Swap sides</a>
          </p>
          <div class="sides">
            <Side name="A" build={value.a} />
            <Side name="B" build={value.b} />
          </div>
          <Inputs inputs={value.inputs} />
          <Steps steps={value.steps} />
        </>
      )}
    </main>
  );
}

function Side({ name, build }: { name: string; build: BuildEntry }) {
  const { total, cached } = build.steps;
  return (
    <section class="panel side" aria-label={`Build ${name}`}>
      <span class="badge">{name}</span>{" "}
      <a href={buildHref(build)}>
        <Text>{build.name === "" ? build.ref : build.name}</Text>
      </a>
      <p class="facts-line">
        <StateMark state={build.status} word />
        <b>{durationText(build.duration)}</b>
        <span>{total} steps</span>
        <span>{percentText(cached, total)} cached</span>
      </p>
    </section>
  );
}

const groups: Record<InputDifference["group"], string> = {
  place: "",
  argument: "argument ",
  label: "label ",
  context: "context ",
  setting: "setting ",
  material: "",
};

function Inputs({ inputs }: { inputs: readonly InputDifference[] }) {
  if (inputs.length === 0) return <p class="faint">The same went into both, as far as the records tell.</p>;
  return (
    <section
      class="panel differences"
      aria-label="Different inputs"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: without it the keyboard could not scroll it
      tabIndex={0}
    >
      <table>
        <thead>
          <tr>
            <th scope="col">Input</th>
            <th scope="col">A</th>
            <th scope="col">B</th>
          </tr>
        </thead>
        <tbody>
          {inputs.map(({ group, name, a, b }, index) => (
            <tr key={index}>
              <th scope="row">
                {groups[group]}
                <Text>{name}</Text>
              </th>
              <td>{a === undefined ? <i class="faint">none</i> : <Text>{a}</Text>}</td>
              <td>{b === undefined ? <i class="faint">none</i> : <Text>{b}</Text>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Steps({ steps }: { steps: readonly StepPair[] }) {
  const rowHeight = narrow.value ? 64 : 46;
  const shown = useWindow(steps.length, rowHeight);
  const most = steps.reduce((longest, { a, b }) => Math.max(longest, a?.duration ?? 0, b?.duration ?? 0), 1);
  return (
    <ScrollRows label="Steps of both" class="panel" shown={shown}>
      <ul aria-label="Steps" style={{ transform: `translateY(${shown.top}px)` }}>
        {steps.slice(shown.first, shown.last).map((pair, index) => (
          <li key={shown.first + index} class="pair-row" style={{ height: `${rowHeight}px` }}>
            <span class="pair-name">
              <span class="cut">
                <Text title>{pair.name}</Text>
              </span>
              {pair.cause !== undefined && (
                <span class="sub">
                  <CauseText cause={pair.cause} short />
                </span>
              )}
            </span>
            <PairSide name="A" step={pair.a} most={most} />
            <PairSide name="B" step={pair.b} most={most} />
          </li>
        ))}
      </ul>
    </ScrollRows>
  );
}

function PairSide({ name, step, most }: { name: string; step: StepPair["a"]; most: number }) {
  if (step === undefined) return <span class="pair-side faint">{name} has no such step</span>;
  return (
    <span class="pair-side">
      <span class="unseen">{name}: </span>
      <StateMark state={step.state} />{" "}
      <span class="number">{step.state === "cached" ? "cached" : durationText(step.duration)}</span>
      <span class="track" aria-hidden="true">
        <span
          class={`bar bar-${step.state}`}
          style={{ width: `${step.state === "cached" ? 0 : (step.duration / most) * 100}%` }}
        />
      </span>
    </span>
  );
}
