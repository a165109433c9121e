import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Scenario } from "./scenario.js";

const unused = /^the build argument V has another value, which enters every RUN after its ARG, used or not$/;

/** Changes of the Dockerfile and of the build's options. */
export const definitionScenarios: readonly Scenario[] = [
  {
    name: "a build argument that is used",
    dockerfile: "ARG V\nRUN echo used $V\n",
    before: { buildArgs: { V: "1" } },
    after: { buildArgs: { V: "2" } },
    causes: [["RUN echo used", "build-argument", "the build argument V has another value"]],
  },
  {
    name: "a build argument that is not used",
    dockerfile: "RUN echo before\nARG V\nRUN echo unused\nRUN echo unused too\n",
    before: { buildArgs: { V: "1" } },
    after: { buildArgs: { V: "2" } },
    causes: [
      ["RUN echo unused", "build-argument", unused],
      ["RUN echo unused too", "build-argument", unused],
    ],
  },
  {
    name: "a build argument in a path",
    dockerfile: "ARG V\nCOPY src/$V /src-path\n",
    files: { "src/a": "path", "src/b": "path b" },
    before: { buildArgs: { V: "a" } },
    after: { buildArgs: { V: "b" } },
    causes: [["COPY src/", "build-argument", "the build argument V has another value"]],
  },
  {
    name: "a build argument that no step has",
    dockerfile: "RUN echo no argument\nARG V\n",
    before: { buildArgs: { V: "1" } },
    after: { buildArgs: { V: "2" } },
    causes: [],
  },
  {
    name: "the default of an ARG",
    dockerfile: "ARG D=1\nRUN echo default\n",
    change: (_, edit) => edit("ARG D=1", "ARG D=2"),
    causes: [
      ["RUN echo default", "instruction", "the Dockerfile or the base image sets D to something else"],
    ],
  },
  {
    name: "an ENV",
    dockerfile: "ENV E=1\nRUN echo env\nRUN echo env too\n",
    change: (_, edit) => edit("ENV E=1", "ENV E=2"),
    causes: [
      ["RUN echo env", "instruction", "the Dockerfile or the base image sets E to something else"],
      ["RUN echo env too", "instruction", "the Dockerfile or the base image sets E to something else"],
    ],
  },
  {
    name: "an instruction that was edited",
    dockerfile: "RUN echo edited\nRUN echo after edited\n",
    change: (_, edit) => edit("RUN echo edited", "RUN echo other"),
    causes: [["RUN echo other", "instruction", "the instruction changed"]],
  },
  {
    name: "instructions in another order",
    dockerfile: "RUN echo order a\nRUN echo order b\n",
    change: (_, edit) => edit("RUN echo order a\nRUN echo order b", "RUN echo order b\nRUN echo order a"),
    causes: [["RUN echo order b", "instruction", "the instructions before it are others than they were"]],
  },
  {
    name: "an instruction that is new",
    dockerfile: "RUN echo insert a\nRUN echo insert c\n",
    change: (_, edit) => edit("RUN echo insert c", "RUN echo insert b\nRUN echo insert c"),
    causes: [["RUN echo insert b", "instruction", "the instruction changed"]],
  },
  {
    name: "an instruction that is new at the end",
    dockerfile: "RUN echo end a\n",
    change: (_, edit) => edit("RUN echo end a\n", "RUN echo end a\nRUN echo end b\n"),
    causes: [["RUN echo end b", "instruction", "the instruction is new here"]],
  },
  {
    name: "an instruction that is gone",
    dockerfile: "RUN echo gone a\nRUN echo gone b\nRUN echo gone c\n",
    change: (_, edit) => edit("RUN echo gone b\n", ""),
    causes: [["RUN echo gone c", "instruction", "the instructions before it are others than they were"]],
  },
  {
    name: "a here-document",
    dockerfile: "COPY <<EOF /here\nfirst here\nEOF\n",
    change: (_, edit) => edit("first here", "second here"),
    causes: [["COPY <<EOF", "instruction", "the instruction changed"]],
  },
  {
    name: "the working directory",
    dockerfile: "WORKDIR /one-workdir\nRUN echo workdir\n",
    change: (_, edit) => edit("/one-workdir", "/other-workdir"),
    causes: [
      ["WORKDIR", "instruction", "the instruction changed"],
      ["RUN echo workdir", "instruction", /a WORKDIR, USER or SHELL before it/],
    ],
  },
  {
    name: "an option of the build",
    dockerfile: "RUN echo option\n",
    after: { network: "none" },
    causes: [
      ["--install", "instruction", /an option such as --network/],
      ["RUN echo option", "instruction", /an option such as --network/],
    ],
  },
  {
    name: "a label, which no step has",
    dockerfile: "LABEL a=1\nRUN echo label\n",
    change: (_, edit) => edit("LABEL a=1", "LABEL a=2"),
    causes: [],
  },
  {
    name: "the value of a secret",
    dockerfile: "RUN --mount=type=secret,id=s echo secret\n",
    before: { secrets: [{ id: "s", value: "one" }] },
    after: { secrets: [{ id: "s", value: "two" }] },
    causes: [],
  },
  {
    name: "--no-cache",
    dockerfile: "RUN echo no cache\n",
    after: { noCache: true },
    causes: [
      ["COPY busybox", "asked"],
      ["--install", "asked"],
      ["RUN echo no cache", "asked"],
    ],
  },
  {
    name: "--no-cache-filter",
    dockerfile: "FROM base AS one\nRUN echo filtered\nFROM base\nCOPY --from=one /bin/busybox /filtered\n",
    after: { noCacheFilter: ["one"] },
    causes: [["RUN echo filtered", "asked"]],
  },
  {
    name: "a step of another stage that ran",
    dockerfile:
      "FROM base AS one\nCOPY src /src-stage\nRUN cp /src-stage/a /out-stage\nFROM base\nCOPY --from=one /out-stage /\n",
    files: { "src/a": "stage" },
    change: (directory) => writeFileSync(join(directory, "src/a"), "other stage"),
    causes: [["COPY src", "files", "src/a changed"]],
  },
  {
    name: "a step that failed the last time",
    dockerfile: "RUN echo fails; exit 1\n",
    causes: [["RUN echo fails", "not-finished"]],
  },
  {
    name: "nothing, where the first step has nothing before it",
    dockerfile: "FROM scratch\nWORKDIR /first\nCOPY src .\n",
    isWhole: true,
    files: { "src/a": "first" },
    causes: [],
  },
];
