import type { ExportFormat, GroupBy } from '../protocol/graph.js';
import type { RunExportFormat } from '../protocol/run-export.js';
import type { FunctionAction, GraphMode } from '../protocol/webview.js';
import type { Controller } from './controller.js';
import { htmlOf } from './export/html-export.js';
import { svgOf } from './export/svg.js';
import { savedPng, savedSvg } from './overview/saved.js';
import type { Page } from './page.js';
import type { Host } from './state/host.js';
import { noFilter, queryOf, startView } from './state/settings.js';
import { SAVED, type ViewPicture } from './views/saved.js';
import type { MenuEntry, MenuItem } from './widgets/menu.js';

/** Everything that can be done with the graph, once: menus, keys and the list of keys are made from it. */
export class Actions {
  constructor(
    private readonly controller: Controller,
    private readonly page: Page,
    private readonly host: Host,
    private readonly inOrder: (work: () => Promise<void>) => void,
  ) {}

  /** By key; those of a function act on the one that is selected. */
  get keys(): Record<string, MenuItem> {
    const selected = this.page.selected;
    const items = [...this.navigation(), ...this.views(), ...this.panels()].filter((one) => one !== 'separator');
    const own = selected === null ? [] : this.ofElement(selected).filter((one) => one !== 'separator');
    return Object.fromEntries([...items, ...own].flatMap((item) => (item.key === undefined ? [] : [[item.key, item]])));
  }

  navigation(): MenuEntry[] {
    const { controller, page } = this;
    const { settings, history } = controller;
    const depth = (which: 'depthIn' | 'depthOut', by: number) => () => {
      const value = settings[which] + by;
      if (value >= 0 && value <= 50) this.soon(() => controller.go({ [which]: value }));
    };
    return [
      {
        label: 'Back',
        key: 'Alt+ArrowLeft',
        disabled: !history.canGoBack,
        run: () => this.soon(() => controller.back()),
      },
      {
        label: 'Forward',
        key: 'Alt+ArrowRight',
        disabled: !history.canGoForward,
        run: () => this.soon(() => controller.forward()),
      },
      { label: 'Start of the program', key: 'Home', run: () => this.soon(() => controller.go(startView)) },
      { label: 'Choose where to start …', key: 's', run: () => this.pick('root') },
      {
        label: 'Whole program, grouped',
        key: 'w',
        checked: settings.whole,
        run: () => this.soon(() => controller.go({ whole: !settings.whole, path: null, folds: {} })),
      },
      'separator',
      { label: `One more level of callees (now ${settings.depthOut})`, key: ']', run: depth('depthOut', 1) },
      { label: 'One level of callees fewer', key: '[', run: depth('depthOut', -1) },
      { label: `One more level of callers (now ${settings.depthIn})`, key: '}', run: depth('depthIn', 1) },
      { label: 'One level of callers fewer', key: '{', run: depth('depthIn', -1) },
      'separator',
      { label: 'Zoom in', key: '+', run: () => page.zoom(1.25) },
      { label: 'Zoom out', key: '-', run: () => page.zoom(0.8) },
      { label: 'Fit the whole picture', key: '0', run: () => page.fit() },
    ];
  }

  views(): MenuEntry[] {
    const { controller } = this;
    const { group, cycles, libraries, externals, filter, pinned, hidden } = controller.settings;
    const groupBy = (by: GroupBy, label: string, key: string): MenuItem => ({
      label,
      key,
      checked: group === by,
      run: () => this.soon(() => controller.change({ group: by, folds: {} })),
    });
    const mode = (mode: GraphMode, label: string, key: string): MenuItem => ({
      label,
      key,
      checked: controller.settings.mode === mode,
      run: () => this.soon(() => controller.change({ mode })),
    });
    return [
      groupBy('none', 'No groups', 'Shift+N'),
      groupBy('module', 'Group by module', 'Shift+M'),
      groupBy('folder', 'Group by folder', 'Shift+F'),
      groupBy('namespace', 'Group by namespace', 'Shift+S'),
      'separator',
      {
        label: 'Fold circles of calls',
        key: 'c',
        checked: cycles,
        run: () => this.soon(() => controller.change({ cycles: !cycles })),
      },
      {
        label: 'Fold libraries',
        key: 'b',
        checked: libraries === 'fold',
        run: () => this.soon(() => controller.change({ libraries: libraries === 'fold' ? 'show' : 'fold' })),
      },
      {
        label: 'Hide hubs',
        key: 'h',
        checked: filter.hubs === 'hide',
        run: () => this.soon(() => controller.filter({ hubs: filter.hubs === 'hide' ? 'show' : 'hide' })),
      },
      {
        label: 'Hide test code',
        key: 't',
        checked: filter.tests === 'hide',
        run: () => this.soon(() => controller.filter({ tests: filter.tests === 'hide' ? 'show' : 'hide' })),
      },
      {
        label: 'Externals',
        key: 'x',
        checked: externals,
        run: () => this.soon(() => controller.change({ externals: !externals })),
      },
      {
        label: `Unpin all (${pinned.length})`,
        disabled: pinned.length === 0,
        run: () => this.soon(() => controller.change({ pinned: [] })),
      },
      {
        label: `Show what was hidden (${hidden.length})`,
        disabled: hidden.length === 0,
        run: () => this.soon(() => controller.go({ hidden: [] })),
      },
      'separator',
      mode('regular', 'Regular', '1'),
      mode('autojit', 'AutoJIT', '2'),
      mode('live', 'Live', '3'),
      mode('difference', 'Difference', '4'),
      mode('side-by-side', 'Side by side', '5'),
    ];
  }

  panels(): MenuEntry[] {
    const { controller } = this;
    const { filtering, outline, timeline, legend, follow } = controller.settings;
    return [
      {
        label: 'Filter',
        key: 'f',
        checked: filtering,
        run: () => this.soon(() => controller.change({ filtering: !filtering })),
      },
      {
        label: 'Clear the filter',
        key: 'Shift+C',
        run: () => this.soon(() => controller.change({ filter: noFilter })),
      },
      {
        label: 'List beside the graph',
        key: 'l',
        checked: outline,
        run: () => this.soon(() => controller.change({ outline: !outline })),
      },
      {
        label: 'Time and replay',
        key: 'r',
        checked: timeline,
        run: () => this.soon(() => controller.change({ timeline: !timeline })),
      },
      {
        label: 'Legend',
        key: 'g',
        checked: legend,
        run: () => this.soon(() => controller.change({ legend: !legend })),
      },
      {
        label: 'Follow the cursor',
        key: 'u',
        checked: follow,
        run: () => this.soon(() => controller.change({ follow: !follow })),
      },
    ];
  }

  exports(): MenuEntry[] {
    const { page, host } = this;
    const picture = page.content.picture();
    if (picture) return this.viewExports(picture);
    const drawing = page.overview.shown ? page.overview.svg : undefined;
    if (drawing) return this.overviewExports(drawing);
    const name = `${this.controller.program?.name ?? 'graph'}-${page.panes.exported.view}`;
    const text = (format: ExportFormat, label: string, to: 'file' | 'clipboard' = 'file'): MenuItem => ({
      label,
      run: () => {
        const query = queryOf(this.controller.settings, page.panes.exported.view);
        host.post({ type: 'export', name, format, query, to });
      },
    });
    const svg = (): string => svgOf(page.panes.exported.cy, page.panes.colors);
    return [
      { label: 'Image (SVG) …', run: () => host.post({ type: 'saveText', name, format: 'svg', text: svg() }) },
      { label: 'Image (PNG) …', run: () => host.post({ type: 'savePng', name, png: page.panes.image() }) },
      {
        label: 'Web page (HTML) …',
        run: () => {
          const html = htmlOf(name, page.status.text, svg(), [...page.panes.exported.nodes]);
          host.post({ type: 'saveText', name, format: 'html', text: html });
        },
      },
      'separator',
      text('dot', 'Graphviz (DOT) …'),
      text('mermaid', 'Mermaid …'),
      text('csv', 'Table of calls (CSV) …'),
      text('json', 'JSON …'),
      'separator',
      text('text', 'Copy as text', 'clipboard'),
      text('mermaid', 'Copy as Mermaid', 'clipboard'),
    ];
  }

  private viewExports(picture: ViewPicture): MenuEntry[] {
    const name = `${this.controller.program?.name ?? 'program'}-${this.controller.settings.content}`;
    const text = (format: 'svg' | 'html' | 'json', label: string): MenuItem => ({
      label,
      run: () => this.host.post({ type: 'saveText', name, format, text: SAVED[format](picture, name) }),
    });
    return [
      text('svg', 'Image (SVG) …'),
      { label: 'Image (PNG) …', run: () => this.host.post({ type: 'savePng', name, png: SAVED.png(picture) }) },
      text('html', 'Web page (HTML) …'),
      text('json', 'JSON …'),
      ...(this.controller.settings.content === 'run' ? this.profiles() : []),
    ];
  }

  /** The run tree for tools that read profiles. */
  private profiles(): MenuEntry[] {
    const { program, run } = this.controller.settings;
    const profile = (format: RunExportFormat, label: string): MenuItem => ({
      label,
      run: () => this.host.post({ type: 'exportRun', program: program ?? '', format, ...(run !== null && { run }) }),
    });
    return ['separator', profile('speedscope', 'Profile (speedscope) …'), profile('pprof', 'Profile (pprof) …')];
  }

  /** What can be done with a function or a group. */
  ofElement(id: string): MenuEntry[] {
    const { controller, page } = this;
    const { overview } = page;
    if (overview.shown && overview.find(id) === undefined) return this.ofPart(id);
    const group = overview.shown ? undefined : page.panes.exported.groupOf(id);
    if (group) {
      return [
        { label: group.folded ? 'Unfold' : 'Fold', key: ' ', run: () => this.soon(() => controller.toggleFold(id)) },
      ];
    }
    const node = page.find(id);
    if (node?.kind !== 'function') return [];
    const { settings } = controller;
    const expanded = (direction: 'in' | 'out'): boolean =>
      settings.expanded.some((one) => one.id === id && one.direction === direction);
    const { box } = node;
    return [
      { label: 'Open source', key: 'Enter', disabled: node.file === undefined, run: () => this.open(id) },
      { label: 'Start here', key: 'Shift+R', run: () => this.soon(() => controller.start(id)) },
      {
        label: 'Show its callees',
        key: 'e',
        checked: expanded('out'),
        run: () => this.soon(() => controller.expand(id, 'out')),
      },
      {
        label: 'Show its callers',
        key: 'Shift+E',
        checked: expanded('in'),
        run: () => this.soon(() => controller.expand(id, 'in')),
      },
      'separator',
      { label: 'Path from here to …', key: 'p', run: () => this.pick('pathTo', id) },
      { label: 'Path from … to here', key: 'Shift+P', run: () => this.pick('pathFrom', id) },
      'separator',
      {
        label: 'Pin',
        key: 'k',
        checked: settings.pinned.includes(id),
        run: () => this.soon(() => controller.togglePin(id)),
      },
      { label: 'Hide', key: 'Delete', run: () => this.soon(() => controller.hide(id)) },
      {
        label: 'Fold its group',
        key: ' ',
        disabled: box === undefined,
        run: () => box !== undefined && this.soon(() => controller.toggleFold(box)),
      },
      'separator',
      ...this.inEditor(id, node.state === 'eager'),
    ];
  }

  private overviewExports(drawing: SVGElement): MenuEntry[] {
    const { page, host } = this;
    const { overview } = page;
    const name = `${this.controller.program?.name ?? 'graph'}-overview`;
    const save = (format: 'svg' | 'html' | 'json', text: string): void =>
      host.post({ type: 'saveText', name, format, text });
    return [
      { label: 'Image (SVG) …', run: () => save('svg', savedSvg(drawing)) },
      {
        label: 'Image (PNG) …',
        run: () => this.soon(async () => host.post({ type: 'savePng', name, png: await savedPng(drawing) })),
      },
      {
        label: 'Web page (HTML) …',
        run: () => save('html', htmlOf(name, page.status.text, savedSvg(drawing), overview.nodes)),
      },
      { label: 'JSON …', run: () => save('json', overview.json) },
    ];
  }

  /** What can be done with a part of the first picture. */
  private ofPart(id: string): MenuEntry[] {
    const { overview } = this.page;
    if (!overview.opens(id)) return [];
    return [
      {
        label: overview.isOpen(id) ? 'Close' : 'Open here',
        key: ' ',
        run: () => this.soon(() => this.controller.toggleOpen(id)),
      },
    ];
  }

  private inEditor(id: string, eager: boolean): MenuEntry[] {
    const item = (label: string, action: FunctionAction, disabled: boolean, key?: string): MenuItem => ({
      label,
      key,
      disabled,
      run: () => this.host.post({ type: 'function', action, program: this.controller.settings.program ?? '', id }),
    });
    // What nobody may do in a workspace that is not trusted is not offered there.
    const ifTrusted = (...items: MenuItem[]): MenuItem[] => (this.controller.trusted ? items : []);
    return [
      item('Toggle breakpoint', 'toggleBreakpoint', false, 'F9'),
      ...ifTrusted(item('Show body as IR', 'showIr', eager), item('Show body as assembly', 'showAssembly', eager)),
      item('Why is it eager?', 'whyEager', !eager),
      ...ifTrusted(
        item('Pin eager in autojit.toml', 'pinEager', eager),
        item('Pin lazy in autojit.toml', 'pinLazy', false),
      ),
      item('Tests that ran it …', 'showTestsOf', eager),
      ...ifTrusted(item('Run tests that reach it', 'runTestsOf', eager)),
    ];
  }

  open(id: string): void {
    this.host.post({ type: 'open', program: this.controller.settings.program ?? '', id });
  }

  pick(purpose: 'root' | 'pathFrom' | 'pathTo', from?: string): void {
    if (from !== undefined) this.page.pick(from, false);
    this.host.post({ type: 'pick', program: this.controller.settings.program ?? '', purpose });
  }

  private soon(work: () => Promise<void>): void {
    this.inOrder(work);
  }
}
