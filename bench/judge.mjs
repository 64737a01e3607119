// From samples to figures, and whether they are where they should be.
import { spread } from './measure.mjs';

const GOALS = {
  ratio: (figure, regular, goal) => figure.median <= goal * regular.median,
  over: (figure, regular, goal) => figure.median - regular.median <= goal,
};

/** `samples`: of each way. A goal is { ratio } of the regular run, or { over } it in the case's unit. */
export function judge({ id, title, unit, of = (sample) => sample, goals = {}, curve }, samples) {
  const figures = Object.fromEntries(Object.entries(samples).map(([way, list]) => [way, spread(list.map(of))]));
  const verdicts = Object.entries(goals).map(([way, goal]) => {
    const [[kind, value]] = Object.entries(goal);
    return { way, kind, value, met: GOALS[kind](figures[way], figures.regular, value) };
  });
  return { id, title, unit, figures, verdicts, curve };
}
