// biome-ignore-all lint/suspicious/noTemplateCurlyInString: HCL has templates of the same form
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { runBuildx, runSlipway, temporaryDirectory } from "../support/index.js";

/** So many cases; they are put into few files, since what takes time are the programs' starts. */
const CASES = 500;
const FILES = 20;

const word = fc.constantFrom("a", "b", "", "x-1", "é", "<&>", "$${v}", "%%{ if", "1.50");
const text = word.map((inner) => `"${inner}"`);
/** Without repetitions and blanks, which Buildx drops in an array that other targets share, so that they see the rest moved. */
const texts = fc
  .uniqueArray(
    text.filter((part) => part !== '""'),
    { maxLength: 3 },
  )
  .map((parts) => `[${parts.join(", ")}]`);
const key = fc.constantFrom("A", "B", "C");

/** Expressions of texts that see the variables of the file. */
const expression = fc.oneof(
  text,
  fc.constantFrom("V", "W", "upper(V)", "f(V, W)", "C", "jsonencode([V, 1.5, true])"),
  fc.tuple(text, text).map(([a, b]) => `"<\${${a}}-\${V}%{ if ${a} == ${b} }=%{ else }!%{ endif }>"`),
  fc.tuple(text, text).map(([a, b]) => `V == "v" ? ${a} : ${b}`),
);
const map = fc
  .uniqueArray(fc.tuple(key, expression), { maxLength: 3, selector: ([name]) => name })
  .map((entries) => `{ ${entries.map(([name, value]) => `${name} = ${value}`).join(", ")} }`);

const attributes: Readonly<Record<string, fc.Arbitrary<string>>> = {
  tags: texts,
  args: map,
  labels: map,
  platforms: fc.constantFrom('["linux/amd64"]', '["linux/amd64", "linux/arm64"]', "[]"),
  context: fc.constantFrom('"."', '"./a/../b"', '"dir/"', '"https://example.com/x.git"', '"cwd://y"'),
  dockerfile: fc.constantFrom('"Dockerfile"', '"./x//y"', '""'),
  target: text,
  "cache-from": fc.constantFrom('["r", "type=gha"]', '["q", "p"]', '[{type="registry",ref=V}]'),
  "cache-to": fc.constantFrom('["type=inline"]', '["type=registry,ref=x"]'),
  output: fc.constantFrom(
    '["type=registry"]',
    '["type=image,push=true", "type=registry"]',
    '["type=docker"]',
  ),
  secret: fc.constantFrom('["id=a,env=X"]', '[{id="a",env="Y"}, "id=b,env=Z"]'),
  attest: fc.constantFrom('["type=sbom"]', '["type=sbom,disabled=true", {type="provenance",mode="max"}]'),
  "no-cache": fc.constantFrom("true", "false", '"true"'),
  network: fc.constantFrom('"host"', '"none"'),
  entitlements: fc.constantFrom('["network.host"]', '["security.insecure", "network.host"]'),
  "extra-hosts": fc.constant('{ h = "1.2.3.4" }'),
  description: text,
};

/** Four targets whose inheritance may go round in circles, one of them perhaps a matrix. */
const graph = fc.record({
  targets: fc.array(
    fc.record({
      set: fc.dictionary(fc.constantFrom(...Object.keys(attributes)), fc.nat(), { maxKeys: 5 }),
      inherits: fc.array(fc.nat(3), { maxLength: 3 }),
    }),
    { minLength: 4, maxLength: 4 },
  ),
  values: fc.infiniteStream(fc.nat(1000)),
  matrix: fc.boolean(),
  reference: fc.boolean(),
});

function sourceOf(
  { targets, matrix, reference }: typeof graph extends fc.Arbitrary<infer G> ? G : never,
  n: number,
): string {
  return targets
    .map(({ set, inherits }, at) => {
      const lines = Object.entries(set).map(([name, seed]) => {
        const [value = '""'] = fc.sample(attributes[name] ?? text, { numRuns: 1, seed });
        return `  ${name} = ${value}`;
      });
      const parents = inherits.map((parent) => `"g${n}t${parent}"`).join(", ");
      const repeated =
        matrix && at === 3 ? [`  matrix = { m = ["p", "q"] }`, `  name = "g${n}t3-\${m}"`] : [];
      const refers =
        reference && at === 2 && !("shm-size" in set)
          ? [`  shm-size = "\${strlen(jsonencode(target.g${n}t1.tags))}k"`]
          : [];
      // A target of a matrix has another name, so that nothing can inherit from it.
      const safe = matrix ? parents.replaceAll(`"g${n}t3"`, `"g${n}t0"`) : parents;
      return [`target "g${n}t${at}" {`, `  inherits = [${safe}]`, ...lines, ...repeated, ...refers, "}"].join(
        "\n",
      );
    })
    .join("\n");
}

const head = [
  'variable "V" { default = "v" }',
  'variable "W" { default = "${V}w" }',
  'C = "constant ${W}"',
  'function "f" {\n  params = [a, b]\n  result = "${a}/${b}"\n}',
].join("\n");

test("definitions made at random are printed as docker-buildx prints them", async () => {
  const seed = Date.now();
  const graphs = fc.sample(graph, { numRuns: CASES, seed });
  const directory = temporaryDirectory("random");
  const size = CASES / FILES;
  for (let at = 0; at < FILES; at++) {
    const part = graphs.slice(at * size, (at + 1) * size);
    const source = `${head}\n${part.map(sourceOf).join("\n")}\n`;
    writeFileSync(join(directory, "docker-bake.hcl"), source);
    const args = ["bake", "--print", "g*", "--set", "g*t1.args.SET=1", "--set", "g*t0.tags+=more"];
    const [ours, theirs] = await Promise.all([
      runSlipway(args, { cwd: directory }),
      runBuildx(args, { cwd: directory }),
    ]);
    expect(ours.code, `${ours.stderr}\nseed ${seed}\n${source}`).toBe(0);
    expect(ours.stdout, `seed ${seed}`).toBe(theirs.stdout);
  }
});
