/** Stands for the module `vscode` in unit tests of what needs no editor but says things to people: they are said in English. */
export const l10n = {
  t: (message: string, ...args: (string | number)[]): string =>
    message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole)),
};

export class CancellationTokenSource {
  private listeners: (() => void)[] = [];
  readonly token = {
    isCancellationRequested: false,
    onCancellationRequested: (listener: () => void): { dispose: () => void } => {
      this.listeners.push(listener);
      return { dispose: () => (this.listeners = this.listeners.filter((one) => one !== listener)) };
    },
  };

  cancel(): void {
    this.token.isCancellationRequested = true;
    for (const listener of this.listeners) listener();
  }

  dispose(): void {
    this.listeners = [];
  }
}
