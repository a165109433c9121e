import { expect, test } from "vitest";
import { defineCommand, defineGroup } from "../command/command.js";
import { commandKeys } from "./command-keys.js";

const leaf = (name: string, aliases: readonly string[] = []) =>
  defineCommand({
    name,
    aliases,
    summary: "",
    synopsis: "",
    args: {},
    usesBuilder: false,
    flags: {},
    run: async () => 0,
  });

test("what a command does with a flag that needs little of it is kept apart", () => {
  const tree = defineGroup({
    name: "",
    summary: "",
    commands: [{ ...leaf("bake", ["f"]), lightFlags: ["print"] }],
  });
  expect(commandKeys(tree)).toEqual({
    ...{ bake: "bake", "bake/--print": "bake-print" },
    ...{ f: "bake", "f/--print": "bake-print" },
  });
});

test("an alias shares the compiled code of its command, also below another", () => {
  const tree = defineGroup({
    name: "",
    summary: "",
    commands: [
      leaf("build", ["b"]),
      { ...defineGroup({ name: "history", summary: "", commands: [leaf("ls", ["l"])] }), aliases: ["h"] },
    ],
  });
  expect(commandKeys(tree)).toEqual({
    build: "build",
    b: "build",
    history: "history",
    "history/ls": "history-ls",
    "history/l": "history-ls",
    h: "history",
    "h/ls": "history-ls",
    "h/l": "history-ls",
  });
});

test("the product's commands all have one", () => {
  expect(commandKeys()).toMatchObject({ b: "build", ls: "ls", "install-plugin": "install-plugin" });
});
