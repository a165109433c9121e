import type { BuildDetails } from "../../history/index.js";
import { withoutUserInfo } from "../access/user-info.js";
import type { ValueMask } from "../access/value-mask.js";
import { shownPlatforms } from "../catalog/build-entry.js";
import type { BuildInputs, InputDifference } from "../contract/index.js";

/** Lists of a stranger's build are cut. */
const MOST = 2_000;

/** What of a build's details says what it was made from. */
export type InputDetails = Omit<BuildDetails, "failure">;

/** What the provenance tells beside it. */
export interface UsedIds {
  readonly secrets: readonly string[];
  readonly ssh: readonly string[];
}

/** What a build was made from, as it may be shown. */
export function inputsOf(details: InputDetails, { secrets, ssh }: UsedIds, mask: ValueMask): BuildInputs {
  const shown = (text: string) => withoutUserInfo(mask.text(text));
  const pairs = (list: InputDetails["labels"]) =>
    list.slice(0, MOST).map(({ name, value }) => mask.pair(name, value));
  return {
    context: shown(details.context),
    dockerfile: shown(details.dockerfile),
    repository: shown(details.vcsRepository || (details.repository ?? "")),
    revision: shown(details.vcsRevision),
    arguments: pairs(details.buildArgs),
    labels: pairs(details.labels),
    contexts: pairs(details.namedContexts),
    settings: settingsOf(details).map(([name, value]) => mask.pair(name, value)),
    materials: details.materials.slice(0, MOST).map(({ uri, digests }) => ({ uri: shown(uri), digests })),
    secrets,
    ssh,
  };
}

/** One input with its value as it is, to be compared and never to be shown. */
export interface RawInput {
  readonly group: InputDifference["group"];
  readonly name: string;
  readonly value: string;
}

/** All inputs of a build. */
export function rawInputs(details: InputDetails): RawInput[] {
  const of = (group: RawInput["group"], list: readonly { name: string; value: string }[]): RawInput[] =>
    list.slice(0, MOST).map(({ name, value }) => ({ group, name, value }));
  const { context, dockerfile, vcsRepository, vcsRevision } = details;
  const places = { context, dockerfile, repository: vcsRepository, revision: vcsRevision };
  return [
    ...of(
      "place",
      Object.entries(places).map(([name, value]) => ({ name, value })),
    ),
    ...of("argument", details.buildArgs),
    ...of("label", details.labels),
    ...of("context", details.namedContexts),
    ...of(
      "setting",
      settingsOf(details).map(([name, value]) => ({ name, value })),
    ),
    ...of(
      "material",
      details.materials.map(({ uri, digests }) => ({ name: uri, value: digests.join(" ") })),
    ),
  ].filter(({ value }) => value !== "");
}

function settingsOf({
  target,
  platforms,
  keepGitDir,
  config,
}: InputDetails): [name: string, value: string][] {
  const { rest, ...named } = config;
  const all: [string, unknown][] = [
    ["target", target],
    ["platforms", shownPlatforms(platforms)],
    ["keepGitDir", keepGitDir],
    ...Object.entries(named),
    ...rest.slice(0, MOST).map(({ name, value }): [string, unknown] => [name, value]),
  ];
  return all.flatMap(([name, value]): [string, string][] => {
    const text = Array.isArray(value) ? value.join(", ") : String(value);
    return value === undefined || value === false || text === "" ? [] : [[name, text]];
  });
}
