import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { countLabelValues } from "./series_label_values.ts";

describe("countLabelValues", () => {
  const labelSets = [
    { __name__: "up", pod: "b-1", app: "b", zone: "z" },
    { __name__: "up", pod: "a-2", app: "a" },
    { __name__: "up", pod: "a-1", app: "a" },
  ];

  it("puts labels with few values first, and the values with most series first", () => {
    assertEquals(countLabelValues(labelSets, { top: 2 }), [
      { label: "zone", values: 1, top: [{ value: "z", series: 1 }] },
      { label: "app", values: 2, top: [{ value: "a", series: 2 }, { value: "b", series: 1 }] },
      { label: "pod", values: 3, top: [{ value: "a-1", series: 1 }, { value: "a-2", series: 1 }] },
    ]);
  });

  it("gives nothing for no series", () => assertEquals(countLabelValues([]), []));
});
