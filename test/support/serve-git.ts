import { execFileSync, spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { serve, serveFiles } from "./serve.js";

/** A bare copy of the files as a repository with a branch `other`, on which `file` is another, and a tag `v1`. */
export function makeRepository(directory: string, bare: string): void {
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], {
      cwd: directory,
      stdio: "pipe",
    });
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "one");
  git("tag", "v1");
  git("checkout", "-q", "-b", "other");
  execFileSync("sh", ["-c", 'printf "on the branch" > file'], { cwd: directory });
  git("commit", "-q", "-a", "-m", "two");
  git("checkout", "-q", "main");
  git("clone", "-q", "--bare", ".", bare);
}

/** Serves the files, and repositories below `root` as `git http-backend` does, until the test file is through. */
export function serveWithGit(
  root: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const answer = serveFiles(files);
  return serve((request, response) => {
    if (request.url?.includes(".git/")) {
      gitAnswer(root, request, response).catch(() => response.destroy());
    } else answer(request, response);
  });
}

async function gitAnswer(root: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "", "http://git");
  const { headers } = request;
  const backend = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: "1",
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(backend.stdin);
  const answer = await buffer(backend.stdout);
  const end = answer.indexOf("\r\n\r\n");
  let status = 200;
  for (const line of answer.subarray(0, end).toString().split("\r\n")) {
    const [name = "", value = ""] = line.split(": ");
    if (name === "Status") status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status).end(answer.subarray(end + 4));
}
