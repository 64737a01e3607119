import { button } from './toolkit.js';

export interface StartEvents {
  /** False: nothing of this workspace may be run. */
  trusted: boolean;
  onRun: () => void;
  /** To where a person says that it may. */
  onTrust: () => void;
}

/** Runs the program, or, where that cannot be, leads to what has to come first. */
export function startButton({ trusted, onRun, onTrust }: StartEvents): HTMLElement {
  return trusted
    ? button({ label: 'Run lazily', icon: 'play', appearance: 'primary', onClick: onRun })
    : button({
        label: 'Trust this workspace to run it …',
        icon: 'shield',
        appearance: 'secondary',
        onClick: onTrust,
      });
}
