import type { ExplainedCause } from "../../contract/index.js";
import { Text } from "../parts/text.js";
import { countText } from "../text/format.js";

/** Why a step ran, with how sure that is and, unless it is to be short, the files or the remedy that belong to it. */
export function CauseText({ cause, short = false }: { cause: ExplainedCause; short?: boolean }) {
  const { message, certainty } = cause;
  const { files, remedy } = short ? {} : cause;
  return (
    <div class="cause">
      {certainty !== "certain" && <span class="badge">{certainty}</span>} <Text>{message}</Text>
      {files !== undefined && files.names.length > 1 && (
        <details>
          <summary>{`${countText(files.count)} files${files.modeOnly ? ", only their modes" : ""}`}</summary>
          <ul class="plain">
            {files.names.map((name) => (
              <li key={name}>
                <code>
                  <Text>{name}</Text>
                </code>
              </li>
            ))}
          </ul>
        </details>
      )}
      {remedy !== undefined && (
        <p class="faint">
          <Text>{remedy}</Text>
        </p>
      )}
    </div>
  );
}
