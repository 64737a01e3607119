// Holds the results of both sides against each other.

const passedIn = (results) => results.filter(({ passed }) => passed).length;
const end = ({ passed, says }) => (passed ? 'passed' : (says ?? 'failed'));

/** How the AutoJIT results differ from the regular ones: one line for each test that does. */
export function differences(regular, autojit) {
  const others = new Map(autojit.map((result) => [result.name, result]));
  const lines = [];
  for (const result of regular) {
    const other = others.get(result.name);
    others.delete(result.name);
    if (!other) {
      // What fails as usual may be left out: there is nothing to hold it against.
      if (result.passed) lines.push(`${result.name}: did not run under AutoJIT`);
    } else if (other.passed !== result.passed)
      lines.push(`${result.name}: regular ${end(result)}, AutoJIT ${end(other)}`);
    else if (other.output !== result.output) lines.push(`${result.name}: the outputs differ`);
  }
  for (const name of others.keys()) lines.push(`${name}: ran only under AutoJIT`);
  return lines;
}

/** The row of one program at one level; `problems` is empty when AutoJIT changed nothing. */
export function compare({ program, version, level, date, regular, autojit, functions, trace }) {
  const problems = differences(regular, autojit);
  if (passedIn(regular) === 0) problems.push('no test passed in the regular build: nothing was compared');
  if (trace.materialized === 0) problems.push('no function was materialized: AutoJIT was not at work');
  for (const failure of new Set(trace.failures)) problems.push(`a function could not be materialized: ${failure}`);
  return {
    program,
    version,
    level,
    date,
    tests: regular.length,
    regular: passedIn(regular),
    autojit: passedIn(autojit),
    functions,
    materialized: trace.materialized,
    modulesThatRan: trace.modules,
    problems,
  };
}
