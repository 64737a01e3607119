import type { Algorithm, Arrangement, LayoutInput } from './layout-messages.js';

/** Milliseconds that the first attempt may take before a cheaper one is tried. */
const DEADLINE = 4000;
/** And the next: who has waited that long wants to see something. */
const SECOND_DEADLINE = 2000;

/** Best first. Network simplex gives the fewest crossings and is worse than quadratic; breadthfirst is linear. */
function attempts(nodes: number): Algorithm[] {
  if (nodes <= 300) return ['network-simplex', 'longest-path', 'breadthfirst'];
  if (nodes <= 800) return ['longest-path', 'breadthfirst'];
  return ['breadthfirst'];
}

/** Runs layouts in a worker that can be stopped, each under a deadline. */
export class LayoutClient {
  private readonly scriptUrl: Promise<string>;

  constructor(script: string) {
    // A webview may not start a worker from another origin, and its resources are one: hence the blob.
    this.scriptUrl = fetch(script).then(async (response) => {
      if (!response.ok)
        throw new Error(`The layout script could not be loaded (${response.status} ${script}). Reload the window.`);
      return URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
    });
  }

  async run(input: Omit<LayoutInput, 'algorithm'>): Promise<Arrangement> {
    const url = await this.scriptUrl;
    const errors: string[] = [];
    for (const [index, algorithm] of attempts(input.nodes.length).entries()) {
      try {
        return await this.attempt(url, { ...input, algorithm }, index === 0 ? DEADLINE : SECOND_DEADLINE);
      } catch (error) {
        errors.push(`${algorithm}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    throw new Error(
      `No layout could be made for ${input.nodes.length} nodes (${errors.join('; ')}). Choose a smaller depth.`,
    );
  }

  private attempt(url: string, input: LayoutInput, deadline: number): Promise<Arrangement> {
    const worker = new Worker(url);
    return new Promise<Arrangement>((resolve, reject) => {
      // The last attempt gets as long as it needs: there is nothing left to fall back to.
      const limit = input.algorithm === 'breadthfirst' ? DEADLINE * 5 : deadline;
      const timer = setTimeout(() => reject(new Error(`no result in ${limit / 1000} s`)), limit);
      worker.onmessage = (event: MessageEvent<Arrangement>) => {
        clearTimeout(timer);
        resolve(event.data);
      };
      worker.onerror = (event) => {
        clearTimeout(timer);
        reject(new Error(event.message));
      };
      worker.postMessage(input);
    }).finally(() => worker.terminate());
  }
}
