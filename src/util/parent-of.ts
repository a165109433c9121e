/** The directory that a path with slashes lies in, by its text; empty for one that lies in none. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
