const DASHBOARD = "docker-desktop://dashboard/build";

/** Leads to a build in Docker Desktop. */
export function desktopUrl(builder: string, node: string, ref: string): string {
  return `${DASHBOARD}/${builder}/${node}/${ref}`;
}

/** Leads to a build that Docker Desktop has imported. */
export function importedUrl(ref: string): string {
  return desktopUrl(".imported", "_", ref);
}
