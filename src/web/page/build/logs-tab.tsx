import type { Step } from "../../contract/index.js";
import type { BuildModel } from "../data/build-model.js";
import { TextOption } from "../parts/text-option.js";
import { VirtualList } from "../parts/virtual-list.js";
import { countText } from "../text/format.js";
import { LogView } from "./log-view.js";
import { StepName } from "./timeline.js";

/** The step whose log is shown when none was chosen: the one that failed, else one that runs, else the last to start. */
export function stepOfLog(steps: readonly Step[], failed: number | undefined): Step | undefined {
  if (failed !== undefined) return steps[failed];
  const printed = steps.filter(({ logs }) => logs > 0);
  const [last] = printed.toSorted((one, other) => (other.started ?? 0) - (one.started ?? 0));
  return printed.find(({ state }) => state === "running") ?? last;
}

/** The logs of all steps, one at a time. */
export function LogsTab({
  model,
  selected,
  onSelect,
}: {
  model: BuildModel;
  selected: Step | undefined;
  onSelect(step: Step): void;
}) {
  const document = model.document.value;
  if (document === undefined) return null;
  const step = selected ?? stepOfLog(document.steps, document.failure?.step);
  const printed = document.steps.filter((other) => other.logs > 0 || other.id === step?.id);
  if (step === undefined) return <p class="empty">No step has printed anything.</p>;
  return (
    <div class="logs">
      <label class="narrow-only">
        <span class="unseen">Step</span>
        <select
          value={String(step.id)}
          onChange={(event) => {
            const chosen = document.steps[Number(event.currentTarget.value)];
            if (chosen !== undefined) onSelect(chosen);
          }}
        >
          {printed.map(({ id, name }) => (
            <TextOption key={id} value={String(id)}>
              {name}
            </TextOption>
          ))}
        </select>
      </label>
      <div class="wide-only log-steps">
        <VirtualList
          label="Steps with a log"
          class="panel"
          count={printed.length}
          rowHeight={30}
          at={printed.findIndex(({ id }) => id === step.id)}
          keyOf={(index) => String(printed[index]?.id)}
          row={(index, tabIndex) => {
            const other = printed[index];
            if (other === undefined) return null;
            return (
              <button
                type="button"
                class="log-step"
                tabIndex={tabIndex}
                aria-pressed={other.id === step.id}
                onClick={() => onSelect(other)}
              >
                <StepName step={other} />
                <span class="number faint">{countText(other.logs)}</span>
              </button>
            );
          }}
        />
      </div>
      <LogView
        key={step.id}
        source={model.logs}
        step={step.id}
        total={step.logs}
        live={document.build.live && step.state === "running"}
        started={step.started ?? document.build.started}
      />
    </div>
  );
}
