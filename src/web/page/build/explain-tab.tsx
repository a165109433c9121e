import type { BuildModel } from "../data/build-model.js";
import { Problem } from "../parts/problem.js";
import { ScrolledPart } from "../parts/scroll-rows.js";
import { Text } from "../parts/text.js";
import { useAnswer } from "../parts/use-answer.js";
import { countText, durationText } from "../text/format.js";
import { CauseText } from "./cause-text.js";

/** Why the steps ran that the cache did not have. */
export function ExplainTab({ model }: { model: BuildModel }) {
  const live = model.document.value?.build.live === true;
  const { value, error } = useAnswer(`explain ${live}`, () => model.explain());
  if (error !== undefined) return <Problem error={error} />;
  if (value === undefined) return <p class="empty">Nothing is known of why steps ran.</p>;
  const { steps, cached, comparedWith } = value;
  const own = steps.filter(({ cause }) => cause.kind !== "earlier-step");
  return (
    <ScrolledPart label="Why it ran">
      <p class="faint">
        {countText(steps.length)} steps ran, the cache had {countText(cached)}
        {comparedWith !== undefined && (
          <>
            ; compared with <Text>{comparedWith}</Text>
          </>
        )}
      </p>
      <ul class="plain causes">
        {own.map(({ name, digest, took, cause }) => {
          const after = steps.filter((step) => step.root === digest && step.digest !== digest).length;
          return (
            <li key={digest} class="panel">
              <div class="cause-head">
                <code>
                  <Text>{name}</Text>
                </code>
                <span class="number">{durationText(took)}</span>
              </div>
              <CauseText cause={cause} />
              {after > 0 && <p class="faint">{`${countText(after)} later steps ran because of it`}</p>}
            </li>
          );
        })}
      </ul>
    </ScrolledPart>
  );
}
