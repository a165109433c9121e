import type { Step } from "../../contract/index.js";
import { nameOf } from "../builds/build-row.js";
import type { BuildModel } from "../data/build-model.js";
import { Problem } from "../parts/problem.js";
import { ScrolledPart } from "../parts/scroll-rows.js";
import { type Tab, Tabs } from "../parts/tabs.js";
import { useTitle } from "../parts/use-title.js";
import { buildHref, go, route } from "../place/route.js";
import { BuildHead } from "./build-head.js";
import { ExplainTab } from "./explain-tab.js";
import { Graph } from "./graph.js";
import { InputsTab } from "./inputs-tab.js";
import { LogsTab } from "./logs-tab.js";
import { orderSteps } from "./order-steps.js";
import { Resources } from "./resources.js";
import { ResultsTab } from "./results-tab.js";
import { SourceTab } from "./source-tab.js";
import { StepPanel } from "./step-panel.js";
import { StepTools, stepFilter } from "./step-tools.js";
import { Timeline } from "./timeline.js";
import { WarningsTab } from "./warnings-tab.js";

/** One build: its head, and the tab that the address names. */
export function BuildView({ model, tab }: { model: BuildModel; tab: string }) {
  const document = model.document.value;
  useTitle(document === undefined ? "Build" : `Build ${nameOf(document.build)}`);
  if (document === undefined) {
    return (
      <main id="main" class="view" tabIndex={-1}>
        <h1 class="unseen">Build</h1>
        {model.problem.value === undefined ? (
          <p class="empty">Reading the build…</p>
        ) : (
          <Problem error={model.problem.value} />
        )}
      </main>
    );
  }
  const { build, results, warnings, machine } = document;
  const tabs: Tab[] = [
    { id: "timeline", label: "Timeline" },
    { id: "graph", label: "Graph" },
    { id: "logs", label: "Logs" },
    { id: "source", label: "Dockerfile" },
    { id: "why", label: "Why it ran" },
    { id: "inputs", label: "Inputs" },
    { id: "results", label: "Results", count: results.attachments.length },
    ...(warnings.length > 0 ? [{ id: "warnings", label: "Warnings", count: warnings.length }] : []),
    ...(machine.length > 1 ? [{ id: "machine", label: "Machine" }] : []),
  ];
  return (
    <main id="main" class="view fixed" tabIndex={-1}>
      <BuildHead model={model} document={document} />
      <Tabs tabs={tabs} current={tab} href={(id) => buildHref(build, id)} />
      <TabBody model={model} tab={tab} />
    </main>
  );
}

function TabBody({ model, tab }: { model: BuildModel; tab: string }) {
  const document = model.document.value;
  if (document === undefined) return null;
  const asked = route.value.query.get("step");
  const selected = asked === null ? undefined : document.steps[Number(asked)];
  const select = (step: Step | undefined) =>
    go(buildHref(document.build, tab, step === undefined ? {} : { step: String(step.id) }), true);
  switch (tab) {
    case "logs":
      return <LogsTab model={model} selected={selected} onSelect={select} />;
    case "source":
      return <SourceTab document={document} selected={selected} />;
    case "why":
      return <ExplainTab model={model} />;
    case "inputs":
      return <InputsTab document={document} />;
    case "results":
      return <ResultsTab model={model} document={document} />;
    case "warnings":
      return <WarningsTab document={document} />;
    case "machine":
      return (
        <ScrolledPart label="Machine">
          <Resources samples={document.machine} />
        </ScrolledPart>
      );
    default:
      return <Drawing model={model} kind={tab} selected={selected} onSelect={select} />;
  }
}

function Drawing({
  model,
  kind,
  selected,
  onSelect,
}: {
  model: BuildModel;
  kind: string;
  selected: Step | undefined;
  onSelect(step: Step | undefined): void;
}) {
  const document = model.document.value;
  if (document === undefined) return null;
  const filter = stepFilter.value;
  return (
    <div class="drawing">
      <StepTools />
      <div class={`beside ${selected === undefined ? "" : "has-step"}`}>
        {kind === "graph" ? (
          <Graph steps={orderSteps(document.steps, filter)} selected={selected?.id} onSelect={onSelect} />
        ) : (
          <Timeline document={document} filter={filter} selected={selected?.id} onSelect={onSelect} />
        )}
        {selected !== undefined && (
          <StepPanel
            document={document}
            step={selected}
            onSelect={onSelect}
            onClose={() => onSelect(undefined)}
          />
        )}
      </div>
    </div>
  );
}
