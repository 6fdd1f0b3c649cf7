import { errorMessage } from "./lint_error_message.ts";
import { environment } from "./lint_environment.ts";
import { fileName, quantityName } from "./lint_names.ts";
import { topLevelArrow } from "./lint_top_level_arrow.ts";

/** The house rules that Deno's own lint does not know. */
export default {
  name: "telemcp",
  rules: {
    "error-message": errorMessage,
    "environment": environment,
    "file-name": fileName,
    "quantity-name": quantityName,
    "top-level-arrow": topLevelArrow,
  },
} satisfies Deno.lint.Plugin;
