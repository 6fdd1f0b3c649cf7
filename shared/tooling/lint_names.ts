const FILE_NAME = /^_?[a-z0-9]+(?:_[a-z0-9]+)*\.ts$/;
const EMPTY_NAMES = new Set(["common", "helpers", "index", "lib", "misc", "types", "utils"]);

/** A file is named after the one idea in it, in snake_case. */
export const fileName: Deno.lint.Rule = {
  create(context) {
    const name = context.filename.replaceAll("\\", "/").split("/").pop() ?? "";
    const stem = name.replace(/(?:_test)?\.ts$/, "");
    return {
      Program(node) {
        if (!FILE_NAME.test(name)) {
          context.report({ node, message: `The file name ${name} is not snake_case` });
        }
        if (EMPTY_NAMES.has(stem)) {
          context.report({ node, message: `The file name ${name} does not say what is in it` });
        }
      },
    };
  },
};

const QUANTITY =
  /(?:^|[a-z_])(?:timeout|interval|duration|delay|ttl|latency|uptime|memory|bandwidth)$/i;
const UNIT_FIRST = /^(?:ms|millis|seconds|minutes|hours|days|bytes|kib|mib|gib|percent)[A-Z]/;

/** A number of something says of what, unit last: `timeoutSeconds`. */
export const quantityName: Deno.lint.Rule = {
  create(context) {
    const check = (node: Deno.lint.Node, name: string) => {
      if (QUANTITY.test(name)) {
        context.report({ node, message: `${name} does not say its unit, such as ${name}Seconds` });
      }
      if (UNIT_FIRST.test(name)) {
        context.report({ node, message: `The unit of ${name} stands at its end` });
      }
    };
    const checkProperty = (node: Deno.lint.TSPropertySignature | Deno.lint.PropertyDefinition) => {
      if (node.key.type === "Identifier" && isNumber(node.typeAnnotation)) {
        check(node.key, node.key.name);
      }
    };
    return {
      TSPropertySignature: checkProperty,
      PropertyDefinition: checkProperty,
      Identifier(node) {
        if (isNumber(node.typeAnnotation)) check(node, node.name);
      },
      VariableDeclarator({ id, init }) {
        const isLiteral = init?.type === "Literal" && typeof init.value === "number";
        if (id.type === "Identifier" && isLiteral) check(id, id.name);
      },
    };
  },
};

function isNumber(annotation: Deno.lint.TSTypeAnnotation | undefined | null): boolean {
  return annotation?.typeAnnotation.type === "TSNumberKeyword";
}
