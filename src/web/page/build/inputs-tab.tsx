import type { BuildDocument, Pair } from "../../contract/index.js";
import { Pairs } from "../parts/pairs.js";
import { ScrolledPart } from "../parts/scroll-rows.js";

const named = (name: string, value: string): Pair[] => (value === "" ? [] : [{ name, value }]);

/** What a build was made from. */
export function InputsTab({ document: { build, inputs } }: { document: BuildDocument }) {
  const place = [
    ...named("context", inputs.context),
    ...named("Dockerfile", inputs.dockerfile),
    ...named("target", build.target),
    ...named("platforms", build.platforms.join(", ")),
    ...named("repository", inputs.repository),
    ...named("revision", inputs.revision),
    ...named("builder", `${build.builder} / ${build.node}`),
    ...named("id", build.ref),
  ];
  const materials = inputs.materials.map(({ uri, digests }) => ({ name: uri, value: digests.join(" ") }));
  const ids = (values: readonly string[]) => values.map((name) => ({ name, value: "id only" }));
  return (
    <ScrolledPart label="Inputs">
      <div class="blocks">
        <Pairs title="Build" pairs={place} />
        <Pairs title="Build arguments" pairs={inputs.arguments} />
        <Pairs title="Labels" pairs={inputs.labels} />
        <Pairs title="Named contexts" pairs={inputs.contexts} />
        <Pairs title="Settings" pairs={inputs.settings} />
        <Pairs title="Secrets" pairs={ids(inputs.secrets)} />
        <Pairs title="SSH" pairs={ids(inputs.ssh)} />
        <Pairs title="Materials" pairs={materials} />
      </div>
    </ScrolledPart>
  );
}
