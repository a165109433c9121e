import { useMemo } from "preact/hooks";
import type { BuildDocument, Step } from "../../contract/index.js";
import { mostParallel, parallelism } from "../layout/parallelism.js";
import { endOf, placeOf, scaleOf, type TimeScale, ticksOf } from "../layout/time-scale.js";
import { narrow, now } from "../parts/clock.js";
import { StateMark } from "../parts/state-mark.js";
import { Text } from "../parts/text.js";
import { VirtualList } from "../parts/virtual-list.js";
import { durationText } from "../text/format.js";
import { orderSteps, type StepFilter } from "./order-steps.js";

interface TimelineProps {
  readonly document: BuildDocument;
  readonly filter: StepFilter;
  readonly selected: number | undefined;
  onSelect(step: Step): void;
}

/** The steps of a build over time: how long each waited and ran, how many ran at once, and what the end waited for. */
export function Timeline({ document, filter, selected, onSelect }: TimelineProps) {
  const time = document.build.live ? now.value : 0;
  const scale = scaleOf(document, time);
  const steps = useMemo(() => orderSteps(document.steps, filter), [document, filter]);
  const at = selected === undefined ? undefined : steps.findIndex(({ id }) => id === selected);
  return (
    <div class="timeline panel">
      <Head document={document} scale={scale} time={time} />
      {steps.length === 0 ? (
        <p class="empty">No step is like that.</p>
      ) : (
        <VirtualList
          label="Steps over time"
          count={steps.length}
          rowHeight={narrow.value ? 44 : 26}
          at={at === -1 ? undefined : at}
          keyOf={(index) => String(steps[index]?.id)}
          row={(index, tabIndex) => {
            const step = steps[index];
            if (step === undefined) return null;
            return (
              <button
                type="button"
                class="time-row"
                tabIndex={tabIndex}
                aria-pressed={step.id === selected}
                onClick={() => onSelect(step)}
              >
                <StepName step={step} />
                <Bar step={step} scale={scale} time={time} />
                <span class="number">{tookText(step, time)}</span>
              </button>
            );
          }}
        />
      )}
    </div>
  );
}

/** How long a step took, or has been running; or why it has no time of its own. */
export function tookText(step: Step, time: number): string {
  const { state, started, duration } = step;
  if (step.cached) return "cached";
  if (state === "waiting") return "waiting";
  const running = state === "running" && started !== undefined;
  return durationText(running ? Math.max(duration, time - started) : duration);
}

/** A step's state, stage and instruction on one line. */
export function StepName({ step }: { step: Step }) {
  const stage = [step.platform, step.stage].filter((part) => part !== "").join(" ");
  return (
    <span class="step-name">
      <StateMark state={step.state} />
      {step.critical && <span class="unseen">critical </span>}
      {stage !== "" && (
        <span class="stage">
          <Text>{stage}</Text>{" "}
        </span>
      )}
      <Text title>{step.instruction === "" ? step.name : step.instruction}</Text>
    </span>
  );
}

function Bar({ step, scale, time }: { step: Step; scale: TimeScale; time: number }) {
  const end = endOf(step, time);
  if (step.started === undefined || end === undefined) return <span class="track" />;
  const from = placeOf(scale, step.started);
  const waitFrom = placeOf(scale, step.started - step.waited);
  return (
    <span class="track" aria-hidden="true">
      {from - waitFrom > 0.2 && (
        <span class="wait" style={{ left: `${waitFrom}%`, width: `${from - waitFrom}%` }} />
      )}
      <span
        class={`bar bar-${step.state} kind-${step.kind} ${step.critical ? "critical" : ""}`}
        style={{ left: `${from}%`, width: `${Math.max(0, placeOf(scale, end) - from)}%` }}
      />
    </span>
  );
}

function Head({ document, scale, time }: { document: BuildDocument; scale: TimeScale; time: number }) {
  const points = useMemo(
    () =>
      parallelism(
        document.steps.flatMap((step): [number, number][] => {
          const end = endOf(step, time);
          return step.started === undefined || end === undefined || step.cached ? [] : [[step.started, end]];
        }),
      ),
    [document, time],
  );
  const most = mostParallel(points);
  const path = points
    .map(
      ({ time: at, running }) =>
        `H${(placeOf(scale, at) * 10).toFixed(1)}V${(20 - (running / most) * 19).toFixed(1)}`,
    )
    .join("");
  return (
    <div class="time-head">
      <span class="faint">{most === 0 ? "" : `at most ${most} at once`}</span>
      <div class="axis">
        <svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
          {most > 0 && <path class="parallel" d={`M0 20${path}V20Z`} />}
        </svg>
        {ticksOf(scale, narrow.value ? 4 : 9).map((tick) => (
          <span key={tick} class="tick" style={{ left: `${placeOf(scale, scale.start + tick)}%` }}>
            {durationText(tick)}
          </span>
        ))}
      </div>
      <span class="number faint">{durationText(scale.end - scale.start)}</span>
    </div>
  );
}
