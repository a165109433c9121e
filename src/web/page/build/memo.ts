import { Component, type ComponentType, h, type VNode } from "preact";

/** A component that is drawn again only when one of its properties is another one. Functions among them do not count. */
export function memo<P extends object>(inner: (props: P) => VNode): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      const before = this.props as Readonly<Record<string, unknown>>;
      return Object.entries(next).some(
        ([name, value]) => typeof value !== "function" && value !== before[name],
      );
    }
    override render() {
      return h(inner as ComponentType<P>, this.props as P);
    }
  };
}
