// For `depcruise` itself, its graphs and its plugins; `npm run rooms` uses the same rules.
import { cruiseOptions, importRules } from './tooling/imports.mjs';

export default {
  forbidden: importRules(),
  options: { ...cruiseOptions, tsConfig: { fileName: 'tsconfig.json' } },
};
