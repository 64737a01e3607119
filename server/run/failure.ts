/** Why a function could not be materialized. The engine names it too, for those who have only its line. */
export function reasonOfFailure(name: string, failure: string | undefined): string {
  const why = failure ?? 'no reason given';
  const named = `'${name}': `;
  return why.startsWith(named) ? why.slice(named.length) : why;
}
