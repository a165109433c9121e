import type { ComponentChildren } from "preact";
import type { BuildDocument, Step } from "../../contract/index.js";
import { now } from "../parts/clock.js";
import { StateMark } from "../parts/state-mark.js";
import { Text } from "../parts/text.js";
import { buildHref } from "../place/route.js";
import { bytesText, durationText, linesText } from "../text/format.js";
import { Resources } from "./resources.js";
import { tookText } from "./timeline.js";

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** All that is known of one step, but for its log. */
export function StepPanel({
  document: { build, steps, sources },
  step,
  onSelect,
  onClose,
}: {
  document: BuildDocument;
  step: Step;
  onSelect(step: Step): void;
  onClose(): void;
}) {
  const inputs = step.inputs.map((id) => steps[id]).filter((input) => input !== undefined);
  const uses = steps.filter((other) => other.inputs.includes(step.id)).slice(0, 50);
  return (
    <aside class="panel step-panel" aria-label="Step">
      <header>
        <StateMark state={step.state} word />
        <span class="faint">
          <Text>{[step.platform, step.stage].filter(Boolean).join(" ")}</Text>
          {step.place !== undefined && ` ${step.place.index}/${step.place.of}`}
        </span>
        <button type="button" class="quiet" aria-label="Close step" onClick={onClose}>
          ✕
        </button>
      </header>
      <p class="code">
        <Text>{step.instruction === "" ? step.name : step.instruction}</Text>
      </p>
      {step.error !== undefined && (
        <p class="bad">
          <Text>{step.error}</Text>
        </p>
      )}
      <dl class="facts">
        <Fact name="ran">{tookText(step, now.value)}</Fact>
        {step.waited >= 1 && <Fact name="waited">{durationText(step.waited)}</Fact>}
        {step.started !== undefined && (
          <Fact name="began">{`${durationText(step.started - build.started)} after the build`}</Fact>
        )}
        {step.critical && <Fact name="critical">the end of the build waited for it</Fact>}
        {step.bytes.current > 0 && (
          <Fact name="bytes">
            {bytesText(step.bytes.current)}
            {step.bytes.total > step.bytes.current && ` of ${bytesText(step.bytes.total)}`}
          </Fact>
        )}
        {step.source !== undefined && (
          <Fact name="source">
            <a href={buildHref(build, "source", { step: String(step.id) })}>
              <Text>{`${sources[step.source.source]?.name ?? "Dockerfile"}:${step.source.ranges[0]?.start ?? 1}`}</Text>
            </a>
          </Fact>
        )}
        <Fact name="digest">
          <code class="cut">
            <Text title>{step.digest}</Text>
          </code>
        </Fact>
      </dl>
      {step.logs > 0 && (
        <p>
          <a class="button" href={buildHref(build, "logs", { step: String(step.id) })}>
            {`Log, ${linesText(step.logs)}`}
          </a>
        </p>
      )}
      <Parts step={step} />
      <Resources samples={step.resources} />
      <StepLinks title="Made from" steps={inputs} onSelect={onSelect} />
      <StepLinks title="Used by" steps={uses} onSelect={onSelect} />
    </aside>
  );
}

function Parts({ step }: { step: Step }) {
  if (step.parts.length === 0) return null;
  return (
    <section>
      <h2>Parts</h2>
      <ul class="plain">
        {step.parts.map(({ name, current, total }, index) => (
          <li key={`${name}${index}`} class="part">
            <Text title>{name}</Text>
            <span class="number">
              {current > 0 && bytesText(current)}
              {total > current && ` / ${bytesText(total)}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function StepLinks({
  title,
  steps,
  onSelect,
}: {
  title: string;
  steps: readonly Step[];
  onSelect(step: Step): void;
}) {
  if (steps.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <ul class="plain">
        {steps.map((step) => (
          <li key={step.id}>
            <button type="button" class="link cut" onClick={() => onSelect(step)}>
              <StateMark state={step.state} /> <Text>{step.name}</Text>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
