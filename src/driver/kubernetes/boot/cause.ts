/** Why pods do not come up, or why they may not. */
export interface Cause {
  /** What kind of failure it is, stable for programs: a reason of Kubernetes such as `ImagePullBackOff`. */
  readonly reason: string;
  /** A sentence that names the object and what is wrong. */
  readonly message: string;
  readonly hint?: string | undefined;
  /**
   * `final`: nothing but the user mends it. `lasting`: it is given up when it stays so for a moment. `passing`: it is
   * told, and waited for until the time is up.
   */
  readonly weight: "final" | "lasting" | "passing";
  readonly pod?: string | undefined;
  /** The container that ended, whose last lines tell more. */
  readonly crashed?: { readonly container: string; readonly previous: boolean } | undefined;
}
