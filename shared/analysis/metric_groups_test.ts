import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { groupFamilies } from "./metric_groups.ts";

describe("groupFamilies", () => {
  it("groups by the first word, the largest group first, with two examples", () => {
    const names = [
      "up",
      "kube_pod_info",
      "kube_node_info",
      "kube_job_info",
      "ALERTS",
      "job:cpu:rate5m",
    ];
    const families = names.map((name) => ({ name, members: [name] }));
    assertEquals(groupFamilies(families), [
      { prefix: "kube", families: 3, examples: ["kube_job_info", "kube_node_info"] },
      { prefix: "ALERTS", families: 1, examples: ["ALERTS"] },
      { prefix: "job", families: 1, examples: ["job:cpu:rate5m"] },
      { prefix: "up", families: 1, examples: ["up"] },
    ]);
  });
});
