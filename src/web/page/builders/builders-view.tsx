import { useState } from "preact/hooks";
import type { BuilderList, BuilderState } from "../../contract/index.js";
import { request } from "../data/api.js";
import { Problem } from "../parts/problem.js";
import { Text } from "../parts/text.js";
import { useAnswer } from "../parts/use-answer.js";
import { useTitle } from "../parts/use-title.js";
import { hrefOf } from "../place/route.js";
import { Cache } from "./cache.js";

/** All builders with their nodes, and the cache of the one that is chosen. */
export function BuildersView({ name }: { name: string | undefined }) {
  useTitle("Builders");
  const [asked, setAsked] = useState(0);
  const { value, error } = useAnswer(`builders ${asked}`, () => request<BuilderList>("builders"), true);
  const builder = value?.builders.find((other) => other.name === name);
  return (
    <main id="main" class="view" tabIndex={-1}>
      <div class="build-title">
        <h1>Builders</h1>
        <span class="grow" />
        <button type="button" onClick={() => setAsked(asked + 1)}>
          Look again
        </button>
      </div>
      {error !== undefined && <Problem error={error} />}
      {error === undefined && value === undefined && <p class="empty">Asking the builders…</p>}
      <ul class="plain builders">
        {value?.builders.map((other) => (
          <Builder key={other.name} builder={other} chosen={other.name === name} />
        ))}
      </ul>
      {builder !== undefined && <Cache key={builder.name} builder={builder.name} />}
    </main>
  );
}

function Builder({ builder, chosen }: { builder: BuilderState; chosen: boolean }) {
  const { name, driver, current, nodes, error } = builder;
  return (
    <li class={`panel builder ${chosen ? "chosen" : ""}`}>
      <div class="builder-head">
        <h2>
          <Text>{name}</Text>
        </h2>
        {current && <span class="badge">current</span>}
        <span class="faint">
          <Text>{driver}</Text>
        </span>
        <span class="grow" />
        <a
          class="button"
          href={hrefOf(chosen ? ["builders"] : ["builders", name])}
          aria-current={chosen ? "true" : undefined}
        >
          {chosen ? "Hide" : "Show"} cache<span class="unseen"> of {name}</span>
        </a>
      </div>
      {error !== undefined && (
        <p class="bad">
          <Text>{error}</Text>
        </p>
      )}
      <ul class="plain">
        {nodes.map((node) => (
          <li key={node.name} class="node-line">
            <span class={`badge node-${node.status === "running" ? "up" : "down"}`}>
              <Text>{node.status}</Text>
            </span>
            <Text>{node.name}</Text>
            <span class="faint">
              <Text>{[node.endpoint, node.version].filter(Boolean).join(" · ")}</Text>
            </span>
            <span class="faint">
              <Text>{node.platforms.join(", ")}</Text>
            </span>
            {node.error !== undefined && (
              <span class="bad">
                <Text>{node.error}</Text>
              </span>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
}
