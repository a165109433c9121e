import { expect, test } from "vitest";
import { defaultAgentPipe, isPipe } from "./agent-pipe.js";

test("Windows has an agent at a pipe of a known name, others have none", () => {
  expect(defaultAgentPipe("win32")).toBe(String.raw`\\.\pipe\openssh-ssh-agent`);
  expect(defaultAgentPipe("linux")).toBeUndefined();
  expect(defaultAgentPipe("darwin")).toBeUndefined();
});

test("only Windows has pipes by name", () => {
  const pipe = String.raw`\\.\pipe\mine`;
  expect(isPipe(pipe, "win32")).toBe(true);
  expect(isPipe(String.raw`C:\keys\id`, "win32")).toBe(false);
  expect(isPipe(pipe, "linux")).toBe(false);
});
