/** What the page's style gives an element, and a file has to say itself. */
const STYLES = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'font-size', 'font-weight'];

/** The drawing as a file of its own: with the colours that it has now, without what only a page can use. */
export function savedSvg(svg: SVGElement): string {
  const copy = svg.cloneNode(true) as SVGElement;
  const [shown, made] = [[...svg.querySelectorAll('*')], [...copy.querySelectorAll('*')]];
  shown.forEach((element, at) => {
    const target = made[at];
    if (!target || element.nodeName === 'title' || element.nodeName === 'g') return;
    const style = getComputedStyle(element);
    for (const name of STYLES) target.setAttribute(name, style.getPropertyValue(name));
  });
  for (const element of made) {
    for (const name of ['class', 'tabindex', 'role', 'aria-expanded', 'aria-selected']) element.removeAttribute(name);
  }
  const page = getComputedStyle(svg.parentElement ?? svg);
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('font-family', getComputedStyle(svg).fontFamily);
  const paper = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
  paper.setAttribute('width', '100%');
  paper.setAttribute('height', '100%');
  paper.setAttribute('fill', page.getPropertyValue('--paper').trim() || page.backgroundColor);
  copy.prepend(paper);
  return new XMLSerializer().serializeToString(copy);
}

const SCALE = 2;

/** The same in pixels, as base 64. */
export async function savedPng(svg: SVGElement): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(savedSvg(svg))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * SCALE;
  canvas.height = image.naturalHeight * SCALE;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('The picture could not be drawn for the file.');
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^[^,]*,/, '');
}
