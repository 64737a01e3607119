import { startButton, type StartEvents } from '../widgets/start-button.js';

/** A field of boxes without lines would be taken for a fault: before a run there is one sentence, and what to do. */
export function invitation(start: StartEvents): HTMLElement {
  const element = document.createElement('div');
  element.className = 'invitation';
  const steps = document.createElement('div');
  steps.className = 'steps';
  steps.setAttribute('aria-hidden', 'true');
  for (const name of ['stub', 'resolver', 'materialized']) {
    const step = document.createElement('span');
    step.className = `step ${name}`;
    step.textContent = name;
    steps.append(step);
  }
  const what = document.createElement('p');
  what.textContent =
    'Every function is a stub. Its first call goes to the resolver, which makes the code; all later calls go straight to it.';
  const then = document.createElement('p');
  then.className = 'muted';
  then.textContent = 'What ran will grow here, box by box, at the same places.';
  element.append(steps, what, startButton(start), then);
  return element;
}

/** The same where there is room for one half only. */
export function invitationLine(start: StartEvents): HTMLElement {
  const element = document.createElement('div');
  element.className = 'invitation-line';
  const what = document.createElement('span');
  what.textContent = 'Not run yet: code is made at the first call of each function.';
  element.append(what, startButton(start));
  return element;
}
