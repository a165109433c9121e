/**
 * The URL of the remote that the branch tracks, else of `origin`, else of `upstream`, as git has it.
 *
 * @param remotes lines of `git remote -v`
 * @param tracked `remote/branch`
 */
export function remoteUrl(remotes: string, tracked: string | undefined): string | undefined {
  const urls = new Map<string, string>();
  for (const line of remotes.split("\n")) {
    const [, name, url] = /^(.*)\t(.*) \(fetch\)/.exec(line) ?? [];
    if (name && url) urls.set(name, url);
  }
  const names = [tracked?.split("/", 1)[0], "origin", "upstream"];
  return names.flatMap((name) => urls.get(name ?? "") ?? [])[0];
}
