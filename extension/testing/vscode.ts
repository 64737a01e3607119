/** Stands for the module `vscode` in unit tests of what needs no editor but says things to people: they are said in English. */
export const l10n = {
  t: (message: string, ...args: (string | number)[]): string =>
    message.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole)),
};
