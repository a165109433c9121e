import type { BuildDocument } from "../../contract/index.js";
import { ScrolledPart } from "../parts/scroll-rows.js";
import { Text } from "../parts/text.js";

/** What steps warned of. A link is shown as text: it comes from the build. */
export function WarningsTab({ document: { warnings, steps, sources } }: { document: BuildDocument }) {
  return (
    <ScrolledPart label="Warnings">
      <ul class="plain causes">
        {warnings.map(({ message, detail, url, step, source }, index) => (
          <li key={index} class="panel">
            <strong>
              <Text>{message}</Text>
            </strong>
            {detail.map((line, at) => (
              <p key={at}>
                <Text>{line}</Text>
              </p>
            ))}
            <p class="faint">
              {source !== undefined && (
                <Text>{`${sources[source.source]?.name ?? "Dockerfile"}:${source.ranges[0]?.start ?? 1} `}</Text>
              )}
              {step !== undefined && <Text>{steps[step]?.name ?? ""}</Text>} <Text>{url}</Text>
            </p>
          </li>
        ))}
      </ul>
    </ScrolledPart>
  );
}
