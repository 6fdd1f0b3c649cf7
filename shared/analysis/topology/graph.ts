import { type Entity, entityText } from "../entity.ts";
import type { Edge } from "./edge.ts";

type Direction = "dependencies" | "dependents";

/**
 * What depends on what. Pods, ReplicaSets and scheduled Jobs are folded into their workloads.
 *
 * Walks are breadth-first, linear in edges, and remembered for each start.
 */
export class TopologyGraph {
  readonly #dependencies = new Map<string, Edge[]>();
  readonly #dependents = new Map<string, Edge[]>();
  readonly #workloads: ReadonlyMap<string, Entity>;
  readonly #hops = new Map<string, ReadonlyMap<string, number>>();

  /** `workloads` says by the text of a folded entity what it is folded into. */
  constructor(edges: Iterable<Edge>, workloads: ReadonlyMap<string, Entity> = new Map()) {
    this.#workloads = workloads;
    for (const edge of edges) {
      append(this.#dependencies, entityText(edge.from), edge);
      append(this.#dependents, entityText(edge.to), edge);
    }
  }

  /** The node that stands for an entity: a pod's workload, else itself. */
  resolve(entity: Entity): Entity {
    return this.#workloads.get(entityText(entity)) ?? entity;
  }

  /** What an entity depends on directly. */
  dependencies(entity: Entity): readonly Edge[] {
    return this.#dependencies.get(this.#keyOf(entity)) ?? [];
  }

  /** What depends on an entity directly. */
  dependents(entity: Entity): readonly Edge[] {
    return this.#dependents.get(this.#keyOf(entity)) ?? [];
  }

  /** Steps from what suffers to what it depends on, 0 to itself; `undefined` where it does not. */
  hops(from: Entity, to: Entity): number | undefined {
    return this.hopsFrom(from).get(this.#keyOf(to));
  }

  /** Steps to everything that an entity depends on, by the text of the entity. */
  hopsFrom(from: Entity): ReadonlyMap<string, number> {
    return this.#walk(from, "dependencies");
  }

  /** Steps to everything that depends on an entity, by the text of the entity. */
  hopsTo(to: Entity): ReadonlyMap<string, number> {
    return this.#walk(to, "dependents");
  }

  #walk(start: Entity, direction: Direction): ReadonlyMap<string, number> {
    const key = this.#keyOf(start);
    const remembered = this.#hops.get(`${direction} ${key}`);
    if (remembered !== undefined) return remembered;
    const edges = direction === "dependencies" ? this.#dependencies : this.#dependents;
    const hops = new Map([[key, 0]]);
    // A map keeps the order of insertion and gives what is added on the way: it is the queue too.
    for (const [at, steps] of hops) {
      for (const edge of edges.get(at) ?? []) {
        const next = entityText(direction === "dependencies" ? edge.to : edge.from);
        if (!hops.has(next)) hops.set(next, steps + 1);
      }
    }
    this.#hops.set(`${direction} ${key}`, hops);
    return hops;
  }

  #keyOf(entity: Entity): string {
    return entityText(this.resolve(entity));
  }
}

function append(edges: Map<string, Edge[]>, key: string, edge: Edge): void {
  const known = edges.get(key);
  if (known === undefined) edges.set(key, [edge]);
  else known.push(edge);
}
