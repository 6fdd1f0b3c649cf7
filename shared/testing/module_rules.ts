type Report = (node: Deno.lint.Node, message: string) => void;

/** What no module does wherever it stands, found in its syntax. */
export const computedImport = rule((report) => ({
  ImportExpression(node) {
    if (node.source.type !== "Literal") report(node, "computes the path of an import()");
  },
}));

const STATEMENTS_THAT_ACT = [
  "ExpressionStatement",
  "IfStatement",
  "ForStatement",
  "ForOfStatement",
  "ForInStatement",
  "WhileStatement",
  "DoWhileStatement",
  "TryStatement",
  "SwitchStatement",
  "BlockStatement",
  "ThrowStatement",
];
const FUNCTIONS = new Set([
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression",
  "MethodDefinition",
]);
const ACTS = /^(?:Deno\.|globalThis\.|console\.)|^(?:fetch|setTimeout|setInterval|queueMicrotask)$/;

/** A module that is imported only declares; it neither waits, calls the outside, nor runs statements. */
export const actsOnImport = rule((report, context) => {
  const runsOnImport = (node: Deno.lint.Node) =>
    !context.sourceCode.getAncestors(node).some(({ type }) => FUNCTIONS.has(type));
  const statements = STATEMENTS_THAT_ACT.map((type) => [
    `Program > ${type}`,
    (node: Deno.lint.Node) => report(node, "runs a statement on import"),
  ]);
  return {
    ...Object.fromEntries(statements),
    AwaitExpression(node) {
      if (runsOnImport(node)) report(node, "waits on import");
    },
    CallExpression(node) {
      const callee = context.sourceCode.getText(node.callee);
      if (ACTS.test(callee) && runsOnImport(node)) report(node, `calls ${callee} on import`);
    },
  };
});

const IMPURE =
  /^(?:Deno|console|process|performance|crypto|localStorage)\.|^(?:fetch|setTimeout|setInterval|Date\.now|Math\.random)$/;

/** A pure module has no I/O, no clock, no environment and no chance. */
export const impure = rule((report, context) => ({
  CallExpression(node) {
    const callee = context.sourceCode.getText(node.callee);
    if (IMPURE.test(callee)) report(node, `calls ${callee}`);
  },
  NewExpression(node) {
    const reads = node.callee.type === "Identifier" && node.callee.name === "Date" &&
      node.arguments.length === 0;
    if (reads) report(node, "reads the clock");
  },
}));

function rule(
  visitor: (report: Report, context: Deno.lint.RuleContext) => Deno.lint.LintVisitor,
): Deno.lint.Plugin {
  return {
    name: "module-rules",
    rules: {
      rule: {
        create: (context) => visitor((node, message) => context.report({ node, message }), context),
      },
    },
  };
}

/** What a module does against a rule, in words. */
export function complaints(
  plugin: Deno.lint.Plugin,
  file: string,
  code: string,
): readonly string[] {
  return Deno.lint.runPlugin(plugin, `/${file}`, code).map(({ message }) => `${file} ${message}`);
}
