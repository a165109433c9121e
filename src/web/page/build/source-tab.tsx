import { useEffect, useMemo, useState } from "preact/hooks";
import type { BuildDocument, Step } from "../../contract/index.js";
import { ScrollRows } from "../parts/scroll-rows.js";
import { StateMark } from "../parts/state-mark.js";
import { TextOption } from "../parts/text-option.js";
import { useWindow } from "../parts/use-window.js";
import { durationText } from "../text/format.js";
import { visibleText } from "../text/visible-text.js";
import { sourceLines } from "./source-lines.js";

/** The Dockerfile, with the steps beside their instructions and the one that failed marked. */
export function SourceTab({ document, selected }: { document: BuildDocument; selected: Step | undefined }) {
  const { failure, sources } = document;
  const wanted = selected?.source ?? failure?.source;
  const [source, setSource] = useState(wanted?.source ?? 0);
  const lines = useMemo(() => sourceLines(document, source), [document, source]);
  const shown = useWindow(lines.length, 20);
  const first = wanted?.source === source ? wanted.ranges[0]?.start : undefined;
  useEffect(() => {
    if (first !== undefined) shown.reveal(first - 1);
  }, [first]);
  if (sources.length === 0) return <p class="empty">The record has no Dockerfile.</p>;
  return (
    <div class="source">
      {sources.length > 1 && (
        <label>
          <span class="unseen">File</span>
          <select value={String(source)} onChange={(event) => setSource(Number(event.currentTarget.value))}>
            {sources.map(({ name }, index) => (
              <TextOption key={`${name}${index}`} value={String(index)}>
                {name}
              </TextOption>
            ))}
          </select>
        </label>
      )}
      <ScrollRows label="Source" class="code-rows panel" shown={shown}>
        <div class="code-lines" style={{ transform: `translateY(${shown.top}px)` }}>
          {lines.slice(shown.first, shown.last).map(({ text, steps, failed, warned }, index) => {
            const number = shown.first + index + 1;
            const look = failed ? "failed" : warned ? "warned" : number === first ? "current" : "";
            return (
              <div key={number} class={`code-row ${look}`}>
                <span class="log-number">{number}</span>
                <span class="gutter">
                  {steps.slice(0, 3).map((step) => (
                    <StateMark key={step.id} state={step.state} />
                  ))}
                  {gutterText(steps)}
                </span>
                <bdi class="log-text">
                  {visibleText(text.slice(0, 2000))}
                  {failed && <span class="unseen"> (failed)</span>}
                </bdi>
              </div>
            );
          })}
        </div>
      </ScrollRows>
    </div>
  );
}

function gutterText(steps: readonly Step[]): string {
  if (steps.length === 0) return "";
  if (steps.every(({ cached }) => cached)) return "cached";
  return durationText(steps.reduce((most, { duration }) => Math.max(most, duration), 0));
}
