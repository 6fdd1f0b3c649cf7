import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { borderOf, violation } from "./borders_check.ts";
import { type Edge, filesUnder, importGraph, productFiles, ROOT } from "./import_graph.ts";
import { actsOnImport, complaints, computedImport, impure } from "./module_rules.ts";

const PROGRAMS = /^functions\/main\.ts$/;
/** What tasks make there; not in the repository. */
const BUILT = "dist";
const TOP_LEVEL = new Set([
  ...["functions", "shared", "k8s", "ansible"],
  ...["deno.json", "deno.lock", "import_map.json", "README.md", "LICENSE"],
]);

const files = await productFiles();
const sources = await Promise.all(
  files.map(async (file) => ({ file, code: await Deno.readTextFile(new URL(file, ROOT)) })),
);

describe("the product", () => {
  it("imports only across the borders of the design", async () => {
    const edges = await importGraph(files);
    assertEquals(edges.flatMap((edge) => violation(edge) ?? []), []);
  });

  it("computes no path of an import", () => {
    assertEquals(sources.flatMap(({ file, code }) => complaints(computedImport, file, code)), []);
  });

  it("does nothing on import, its program excepted", () => {
    const modules = sources.filter(({ file }) => !PROGRAMS.test(file));
    assertEquals(modules.flatMap(({ file, code }) => complaints(actsOnImport, file, code)), []);
  });

  it("has no I/O, clock or chance in its pure modules", () => {
    const modules = sources.filter(({ file }) => borderOf(file)?.pure);
    assertEquals(modules.flatMap(({ file, code }) => complaints(impure, file, code)), []);
  });
});

describe("the repository", () => {
  it("has nothing else at the top", async () => {
    const names = (await Array.fromAsync(Deno.readDir(ROOT))).map(({ name }) => name);
    const kept = names.filter((name) => !name.startsWith(".") && name !== BUILT);
    assertEquals(kept.filter((name) => !TOP_LEVEL.has(name)), []);
  });

  it("keeps specifiers in the import map, since Deno ignores it beside imports in deno.json", async () => {
    const config = JSON.parse(await Deno.readTextFile(new URL("deno.json", ROOT)));
    assertEquals([config.imports, config.importMap], [undefined, "./import_map.json"]);
  });

  it("mixes no Jinja and Go templates in one file", async () => {
    const folders = (await Array.fromAsync(Deno.readDir(ROOT)))
      .filter(({ name }) => name === "k8s" || name === "ansible");
    const templates = (await Promise.all(folders.map(({ name }) => filesUnder(`${name}/`)))).flat();
    const texts = await Promise.all(
      templates.map(async (file) => [file, await Deno.readTextFile(new URL(file, ROOT))] as const),
    );
    const mixed = texts.filter(([file, text]) => mixesTemplates(file, text)).map(([file]) => file);
    assertEquals(mixed, []);
  });
});

describe("the borders", () => {
  const refused: readonly (readonly [from: string, to: string, parts?: Partial<Edge>])[] = [
    ["functions/k8s_get.ts", "functions/k8s_events.ts"],
    ["functions/k8s_get.ts", "shared/backends/loki.ts"],
    ["functions/k8s_get.ts", "hono", { isPackage: true }],
    ["functions/main.ts", "shared/testing/fake_context.ts"],
    ["shared/runtime.ts", "functions/_registry.ts"],
    ["shared/http/app.ts", "shared/mcp/serve.ts"],
    ["shared/http/app.ts", "@modelcontextprotocol/server", { isPackage: true }],
    ["shared/evidence/triage.ts", "shared/context.ts"],
    ["shared/evidence/triage.ts", "@kubernetes/client-node", { isPackage: true }],
    ["shared/query/promql.ts", "shared/render/time.ts"],
    ["shared/render/layout.ts", "@lezer/common", { isPackage: true }],
    ["shared/backends/loki.ts", "shared/config.ts"],
    ["shared/somewhere/else.ts", "shared/errors.ts"],
  ];
  for (const [from, to, parts] of refused) {
    it(`refuse that ${from} imports ${to}`, () => {
      const edge = { from, to, isPackage: false, typeOnly: false, ...parts };
      assertEquals(typeof violation(edge), "string");
    });
  }

  it("allow types where they refuse values", () => {
    const edge = { from: "shared/evidence/triage.ts", to: "shared/context.ts", isPackage: false };
    assertEquals(violation({ ...edge, typeOnly: true }), undefined);
  });
});

describe("the import graph", () => {
  it("sees values, types and packages", async () => {
    const edges = await importGraph(["shared/tool.ts", "functions/_registry.ts"]);
    const to = (path: string) => edges.find((edge) => edge.to === path);
    assertEquals(to("zod")?.isPackage, true);
    assertEquals(to("shared/context.ts")?.typeOnly, true);
    assertEquals(to("functions/k8s_get.ts")?.typeOnly, false);
  });
});

describe("the module rules", () => {
  const found: readonly (readonly [rule: Deno.lint.Plugin, code: string, complaint: string])[] = [
    [computedImport, "const load = (name: string) => import(`./${name}.ts`);", "computes the path"],
    [actsOnImport, "start();", "runs a statement"],
    [actsOnImport, "for (const a of b) c(a);", "runs a statement"],
    [actsOnImport, "export const a = await b();", "waits on import"],
    [actsOnImport, 'const home = Deno.readTextFileSync("a");', "calls Deno.readTextFileSync"],
    [impure, "const now = () => Date.now();", "calls Date.now"],
    [impure, "const now = () => new Date();", "reads the clock"],
    [impure, "const load = () => fetch(url);", "calls fetch"],
  ];
  for (const [rule, code, complaint] of found) {
    it(`find that ${code}`, () => {
      const [first = ""] = complaints(rule, "shared/a.ts", code);
      assertEquals(first.includes(complaint), true, first);
    });
  }

  it("accept declarations, literal imports and given times", () => {
    const code = 'const a = new Map(); async function b(t: string) { await import("./c.ts"); ' +
      "return new Date(t); }";
    const rules = [computedImport, actsOnImport, impure];
    assertEquals(rules.flatMap((rule) => complaints(rule, "shared/a.ts", code)), []);
  });

  it("tell Go templates from Jinja ones", () => {
    assertEquals(mixesTemplates("k8s/values/a.yaml.j2", "a: {{ telemcp_port }}"), false);
    assertEquals(mixesTemplates("k8s/chart/templates/a.yaml", "a: {{ .Values.port }}"), false);
    assertEquals(mixesTemplates("k8s/values/a.yaml.j2", "a: {{ .Values.port }}"), true);
    assertEquals(mixesTemplates("k8s/chart/templates/a.yaml", "{{- if .a }}{% if b %}"), true);
  });
});

const GO_TEMPLATE = /\{\{-?\s*(?:[.$]\w|(?:include|template|define|range|if|with|end|toYaml)\b)/;
const JINJA_STATEMENT = /\{%-?\s*(?:block|else|end|extends|for|if|include|macro|raw|set)\w*/;

function mixesTemplates(file: string, text: string): boolean {
  return GO_TEMPLATE.test(text) && (file.endsWith(".j2") || JINJA_STATEMENT.test(text));
}
