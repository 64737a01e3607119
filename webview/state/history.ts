import type { PageView } from './settings.js';

const LIMIT = 100;

/** Where a person was: back and forward, as in a browser. */
export class History {
  private readonly behind: PageView[] = [];
  private readonly ahead: PageView[] = [];

  get canGoBack(): boolean {
    return this.behind.length > 0;
  }

  get canGoForward(): boolean {
    return this.ahead.length > 0;
  }

  /** The person goes on from `here` to a new place. */
  leave(here: PageView): void {
    this.behind.push(here);
    if (this.behind.length > LIMIT) this.behind.shift();
    this.ahead.length = 0;
  }

  back(here: PageView): PageView | undefined {
    return move(this.behind, this.ahead, here);
  }

  forward(here: PageView): PageView | undefined {
    return move(this.ahead, this.behind, here);
  }

  /** Another program has other functions. */
  clear(): void {
    this.behind.length = this.ahead.length = 0;
  }
}

function move(from: PageView[], to: PageView[], here: PageView): PageView | undefined {
  const there = from.pop();
  if (there) to.push(here);
  return there;
}
