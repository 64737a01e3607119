/** What a frame or a rectangle is, beside the pointer. */
export function viewTip(): {
  element: HTMLElement;
  show: (lines: readonly string[] | undefined, at: { x: number; y: number } | undefined) => void;
} {
  const element = document.createElement('div');
  element.className = 'tooltip';
  element.setAttribute('role', 'tooltip');
  element.hidden = true;
  const show = (lines: readonly string[] | undefined, at: { x: number; y: number } | undefined): void => {
    element.hidden = !lines || !at;
    if (!lines || !at) return;
    element.replaceChildren(
      ...lines.filter(Boolean).map((line, index) => {
        const row = document.createElement('div');
        row.className = index === 0 ? 'signature' : 'fact';
        row.textContent = line;
        return row;
      }),
    );
    const area = element.parentElement?.getBoundingClientRect();
    const [width, height] = [element.offsetWidth, element.offsetHeight];
    const right = (area?.width ?? width) - width - 8;
    const bottom = (area?.height ?? height) - height - 8;
    element.style.left = `${Math.max(8, Math.min(at.x + 14, right))}px`;
    element.style.top = `${Math.max(8, Math.min(at.y + 46, bottom))}px`;
  };
  return { element, show };
}
