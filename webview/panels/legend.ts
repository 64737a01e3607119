/** Drawn with the page's own styles (legend rules in legend.css), so that it can not promise what the graph does not show. */
const ENTRIES: [kind: string, sample: string, text: string][] = [
  ['node', 'stub', 'stub: never called'],
  ['node', 'materializing', 'materializing'],
  ['node', 'materialized', 'materialized: the stronger, the longer it took'],
  ['node', 'inlined', 'inlined: ran inside of others, without a call of its own'],
  ['node', 'eager', 'eager: compiled ahead, with its reason'],
  ['node', 'failed', '✕ failed'],
  ['node', 'chip', 'called by twenty functions and more: a chip at each, no lines; a click selects it'],
  ['node', 'badge', '+n: so many callees are not drawn; a click brings them in'],
  ['node', 'folded', 'folded group: double click unfolds it'],
  ['node', 'touched-a', '− difference: only in the first run'],
  ['node', 'touched-b', '+ difference: only in the other run'],
  ['node', 'lit', 'on the stack of the paused program'],
  ['line', 'direct', 'direct call'],
  ['line', 'virtual', 'virtual call, candidate'],
  ['line', 'candidate', 'call through a pointer, candidate'],
  ['line', 'passes', 'hands on the address: a library may call it'],
  ['line', 'via', 'through code of a library'],
  ['line', 'observed', 'observed: this call materialized it'],
  ['line', 'runtime', "first call goes to the resolver; of many: the selected group's"],
];

export function legend(): HTMLElement {
  const element = document.createElement('dl');
  element.className = 'legend';
  element.id = 'legend';
  for (const [kind, sample, text] of ENTRIES) {
    const term = document.createElement('dt');
    const mark = document.createElement('span');
    mark.className = `sample ${kind} ${sample}`;
    term.append(mark);
    const description = document.createElement('dd');
    description.textContent = text;
    element.append(term, description);
  }
  return element;
}
