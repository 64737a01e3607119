import * as z from 'zod';
import type { ToPage } from '../protocol/webview.js';
import { Actions } from './actions.js';
import { Controller } from './controller.js';
import { LayoutClient } from './layout/layout-client.js';
import { Page } from './page.js';
import { Host } from './state/host.js';
import { noFilter, startView } from './state/settings.js';
import './page.css';
import './panels/toolbar.css';
import './widgets/segments.css';
import './panels/messages.css';
import './panels/legend.css';
import './panels/status.css';
import './overview/overview.css';
import './panels/panels.css';
import './views/views.css';
import { registerWidgets } from './widgets/toolkit.js';

// The page's content security policy forbids making code from text, which the schema library would try first.
z.config({ jitless: true });

registerWidgets();

/** Messages are handled one after the other: a patch must not overtake the slice that it patches. */
let queue = Promise.resolve();
const atOnce = (work: Promise<void>): void => {
  work.catch((error: unknown) => host.post({ type: 'problem', message: String(error) }));
};
const inOrder = (work: () => Promise<void>): void => {
  queue = queue.then(work).catch((error: unknown) => host.post({ type: 'problem', message: String(error) }));
};

const host = new Host((message: ToPage) => inOrder(() => controller.receive(message)));
const program = () => controller.settings.program ?? '';

const page: Page = new Page(document.body, host, {
  onProgram: (path) => inOrder(() => controller.change({ program: path })),
  onPickRoot: () => actions.pick('root'),
  onResetRoot: () => inOrder(() => controller.go(startView)),
  onRoot: (id) => inOrder(() => controller.start(id)),
  onDepth: (which, depth) => inOrder(() => controller.go({ [which]: depth })),
  // Who turns to another view does not wait for the one that is left: what it asked for is dropped when it comes.
  onContent: (content) => atOnce(controller.change({ content })),
  onRunChoice: (choice) => inOrder(() => ('pivot' in choice ? controller.go(choice) : controller.change(choice))),
  onMode: (mode) => inOrder(() => controller.change({ mode })),
  onBack: () => inOrder(() => controller.back()),
  onForward: () => inOrder(() => controller.forward()),
  // Not in line behind a picture that is being loaded: who types wants to see.
  onFind: (text) => atOnce(controller.find(text)),
  onSelected: (id) => host.post({ type: 'selected', program: program(), id }),
  onReplay: () => inOrder(() => controller.replay()),
  onGo: (id) => inOrder(() => controller.goTo(id)),
  onLookUp: (id, drawn) => inOrder(() => controller.lookUp(id, drawn)),
  onFold: (group) => inOrder(() => controller.toggleFold(group)),
  onMore: (id) => inOrder(() => controller.expand(id, 'out')),
  onLegend: () => inOrder(() => controller.change({ legend: !controller.settings.legend })),
  onToggle: (id) => inOrder(() => controller.toggleOpen(id)),
  onLibrary: (name) => inOrder(() => controller.openLibrary(name)),
  onRun: (debug) => host.post({ type: 'run', program: program(), debug }),
  onOpen: (id) => actions.open(id),
  onAction: (action) => {
    if (action === 'start') inOrder(() => controller.go(startView));
    else if (action === 'clearFilter') inOrder(() => controller.change({ filter: noFilter }));
    else host.post({ type: 'action', action });
  },
  filter: {
    onFilter: (change) => inOrder(() => controller.filter(change)),
    onClear: () => inOrder(() => controller.change({ filter: noFilter })),
    onRun: (which, run) => inOrder(() => controller.change({ [which]: run })),
  },
  menu: (which) =>
    ({
      go: () => actions.navigation(),
      view: () => actions.views(),
      panels: () => actions.panels(),
      export: () => actions.exports(),
    })[which](),
  elementMenu: (id) => actions.ofElement(id),
  keys: () => actions.keys,
});

const script = document.body.dataset['layoutWorker'] ?? '';
const controller: Controller = new Controller(host, new LayoutClient(script), page, inOrder);
const actions: Actions = new Actions(controller, page, host, inOrder);
host.post({ type: 'ready' });

// The bundler takes a script that exports nothing for CommonJS, and then keeps all of each package that it imports.
export {};
