import { boolFlag, optionalBoolFlag, stringArrayFlag, stringFlag } from "../../flags/flag.js";

const progressUsage =
  'Set type of progress output ("auto", "none",  "plain", "quiet", "rawjson", "tty"). Use plain to show container output';

/** The flags of `bake`. */
export const bakeFlags = {
  allow: stringArrayFlag("Allow build to access specified resources"),
  call: stringFlag('Set method for evaluating build ("check", "outline", "targets")', {
    default: "build",
    complete: ["build", "check", "outline", "targets"],
  }),
  check: boolFlag('Shorthand for "--call=check"'),
  explain: boolFlag("Say why steps ran that the cache did not have"),
  file: stringArrayFlag("Build definition file", { shorthand: "f" }),
  list: stringFlag("List targets or variables", { complete: ["targets", "variables"] }),
  load: boolFlag('Shorthand for "--set=*.output=type=docker". Conditional.'),
  "log-file": stringFlag("Keep the complete log of the build in a file"),
  "metadata-file": stringFlag("Write build result metadata to a file"),
  "no-cache": optionalBoolFlag("Do not use cache when building the image"),
  policy: stringArrayFlag(
    'Global policy evaluation options (format: "[disabled=true|false][,strict=true|false][,log-level=level]")',
  ),
  print: boolFlag("Print the options without building"),
  progress: stringFlag(progressUsage, {
    default: "auto",
    complete: ["auto", "none", "plain", "quiet", "rawjson", "tty"],
  }),
  provenance: stringFlag('Shorthand for "--set=*.attest=type=provenance"'),
  pull: optionalBoolFlag("Always attempt to pull all referenced images"),
  push: boolFlag('Shorthand for "--set=*.output=type=registry". Conditional.'),
  sbom: stringFlag('Shorthand for "--set=*.attest=type=sbom"'),
  set: stringArrayFlag('Override target value (e.g., "targetpattern.key=value")'),
  var: stringArrayFlag('Set a variable value (e.g., "name=value")'),

  "list-targets": boolFlag("List available targets", {
    deprecated: "list-targets is deprecated, use list=targets instead",
  }),
  "list-variables": boolFlag("List defined variables", {
    deprecated: "list-variables is deprecated, use list=variables instead",
  }),
};
